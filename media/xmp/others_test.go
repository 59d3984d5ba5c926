package xmp

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestSidecarsOfExiftool: a sidecar that exiftool made, with properties of every
// shape XMP has, keeps all of them, and is byte for byte what it was when ours are
// taken out again.
func TestSidecarsOfExiftool(t *testing.T) {
	if testing.Short() {
		t.Skip("runs other programs")
	}
	dir := folderOf(t, "S1.MXF")
	path := filepath.Join(dir, "S1.xmp")
	run(t, "exiftool", "-q",
		"-XMP-dc:Title=Ferry <Ø> & \"more\"", "-XMP-dc:Title-da=Færgen", "-XMP-dc:Creator=Anna", "-XMP-dc:Creator=Bo", "-XMP-dc:Subject=harbour",
		"-XMP-xmp:Rating=4", "-XMP-xmp:Label=Red", "-XMP-lr:HierarchicalSubject=places|harbour", "-XMP-photoshop:City=Thyborøn",
		"-XMP-xmpRights:Marked=True", "-XMP-plus:LicensorName=Somebody Else", "-XMP-plus:ModelReleaseID=agency-77",
		"-XMP-plus:ModelReleaseStatus#=MR-UMR", "-XMP-iptcExt:PersonInImage=Somebody Else", "-XMP-iptcExt:LocationShownCity=Thyborøn",
		"-XMP-mwg-rs:RegionInfo={AppliedToDimensions={W=400,H=300,Unit=pixel},RegionList=[{Area={X=0.5,Y=0.5,W=0.1,H=0.1,Unit=normalized},Name=Face,Type=Face}]}",
		"-XMP-xmpMM:HistoryAction=saved", "-XMP-xmpMM:HistorySoftwareAgent=Another Program 3.1", "-XMP-xmpDM:Scene=12A", path)
	keepsOthers(t, dir, "S1.MXF", path)
}

// TestSidecarsOfTheCorpus puts the metadata that real programs and cameras wrote
// into sidecars of their own.
func TestSidecarsOfTheCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("runs other programs")
	}
	corpus, tried := corpusDir(t), 0
	err := filepath.WalkDir(corpus, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || kindOf(path) == notMedia {
			return err
		}
		b := must(os.ReadFile(path))
		packet, err := Packet(t.Context(), bytes.NewReader(b), int64(len(b)))
		if err != nil || packet == nil {
			return nil // TestCorpus says which files cannot be read
		}
		tried++
		t.Run(filepath.Base(path), func(t *testing.T) {
			dir := folderOf(t, "S1.MXF", "S1.xmp="+string(packet))
			keepsOthers(t, dir, "S1.MXF", filepath.Join(dir, "S1.xmp"))
		})
		return nil
	})
	if err != nil || tried < 5 {
		t.Errorf("%d sidecars, %v", tried, err)
	}
}

// keepsOthers writes facts into a sidecar, changes them and takes them out, and
// holds what exiftool reads of it against what it read before.
func keepsOthers(t *testing.T, dir, clip, path string) {
	t.Helper()
	original := must(parsePacket(must(os.ReadFile(path)))).bytes()
	before := everything(t, []string{path})[0]
	for _, f := range []Facts{allFacts(), withdrawn(), {}} {
		if w, err := opened(t, dir).Write(t.Context(), clip, f); err != nil || !w[0].Changed {
			t.Fatalf("%+v, %v", w, err)
		}
		compareReadings(t, path, before, everything(t, []string{path})[0])
	}
	if now := must(os.ReadFile(path)); !bytes.Equal(now, original) {
		t.Errorf("taken back:\n%s\nwas\n%s", now, original)
	}
}
