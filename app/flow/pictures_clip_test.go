package flow_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"onset/app/flow"
	"onset/consent"
)

// makeFilm has ffmpeg make a film of two seconds.
func makeFilm(t *testing.T, name string, more ...string) string {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	path := filepath.Join(t.TempDir(), name)
	args := append([]string{"-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=25:duration=2"}, more...)
	if out, err := exec.Command("ffmpeg", append(args, path)...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	return path
}

func ingestOne(t *testing.T, k *set, path string) consent.ID {
	t.Helper()
	r, err := k.Ingest(t.Context(), []string{path}, nil)
	if err != nil || len(r) != 1 || r[0].Err != nil {
		t.Fatalf("ingest: %+v, %v", r, err)
	}
	return r[0].Clip
}

func TestFilmHasAPictureWhereItCanBeDecoded(t *testing.T) {
	path := makeFilm(t, "A001.mp4")
	k := founded(t)
	id := ingestOne(t, k, path)
	b, lack := k.Picture(t.Context(), id)
	if lack != "" || len(b) == 0 {
		t.Fatalf("no picture: %q", lack)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if again := k.Thumb(t.Context(), id); len(again) != len(b) {
		t.Error("the picture was not kept")
	}
}

func TestWithoutFFmpegThePictureIsSaidToBeMissing(t *testing.T) {
	path := makeFilm(t, "A001.mp4")
	k := founded(t)
	id := ingestOne(t, k, path)
	had := os.Getenv("PATH")
	t.Setenv("PATH", t.TempDir())
	if b, lack := k.Picture(t.Context(), id); b != nil || lack != flow.LackNoFFmpeg {
		t.Fatalf("%d bytes, %q", len(b), lack)
	}
	t.Setenv("PATH", had)
	if b, lack := k.Picture(t.Context(), id); b == nil {
		t.Errorf("ffmpeg came, and there is none: %q", lack)
	}
}

func TestFilmThatCannotBeDecodedIsTriedOnce(t *testing.T) {
	path := makeFilm(t, "A001.mp4")
	k := founded(t)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 8; i < len(b)/2; i++ {
		b[i] = 0 // pictures without a word of them
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	id := ingestOne(t, k, path)
	_, first := k.Picture(t.Context(), id)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, second := k.Picture(t.Context(), id); second != first {
		t.Errorf("%q, then %q", first, second)
	}
}

func TestPictureOfAFileThatIsAway(t *testing.T) {
	path := makeFilm(t, "A001.mp4")
	k := founded(t)
	id := ingestOne(t, k, path)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, lack := k.Picture(t.Context(), id); lack != flow.LackAway {
		t.Errorf("%q", lack)
	}
}

func TestLengthOfAStreamIsMeasured(t *testing.T) {
	path := makeFilm(t, "00001.mts", "-f", "mpegts", "-c:v", "mpeg2video")
	k := founded(t)
	sheet, err := k.Clip(ingestOne(t, k, path))
	if err != nil {
		t.Fatal(err)
	}
	if s := sheet.Duration.Seconds(); s < 1.8 || s > 2.2 {
		t.Errorf("%v long", sheet.Duration)
	}
}
