package assets

import "testing"

func TestSizesAsPeopleReadThem(t *testing.T) {
	w, err := NewWords("da")
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int64]string{
		99_999: "99999 byte", 150_000: "0,1 MB", 1_540_000: "1,5 MB", 2_000_000_000: "2,0 GB", 3_260_000_000_000: "3,3 TB",
	} {
		if got := w.Size(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
