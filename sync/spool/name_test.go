package spool

import (
	"errors"
	"strings"
	"testing"

	"onset/consent"
)

func TestParseName(t *testing.T) {
	sum := strings.Repeat("ab", 32)
	id := "0123abcd-0000-4000-8000-00000000000f"
	for path, ok := range map[string]bool{
		"1-1-" + sum + ".age":                                       true,
		"7-9007199254740992-" + sum + ".age":                        true,
		"b/01/" + id + "-" + sum + ".age":                           true,
		"":                                                          false,
		"0-1-" + sum + ".age":                                       false,
		"2-1-" + sum + ".age":                                       false,
		"01-1-" + sum + ".age":                                      false,
		"+1-1-" + sum + ".age":                                      false,
		"1-9007199254740993-" + sum + ".age":                        false,
		"1-18446744073709551616-" + sum + ".age":                    false,
		"1-1-" + strings.ToUpper(sum) + ".age":                      false,
		"1-1-" + sum:                                                false,
		"1-1-" + sum + ".age.age":                                   false,
		"1-1-" + sum[2:] + ".age":                                   false,
		"../1-1-" + sum + ".age":                                    false,
		"b/1-1-" + sum + ".age":                                     false,
		"b/02/" + id + "-" + sum + ".age":                           false,
		"b/01/01/" + id + "-" + sum + ".age":                        false,
		"b/01/" + strings.ToUpper(id) + "-" + sum + ".age":          false,
		"b/00/00000000-0000-0000-0000-000000000000-" + sum + ".age": false,
		"b/01/" + id + ".age":                                       false,
		"1-1-" + sum + ".age" + strings.Repeat("/", 500):            false,
	} {
		n, err := ParseName(path)
		if ok && (err != nil || n.String() != path) || !ok && !errors.Is(err, ErrName) {
			t.Errorf("%q: %+v, %v", path, n, err)
		}
	}
}

func FuzzParseName(f *testing.F) {
	f.Add(Name{First: 1, Last: 500, Sum: consent.Ref{1}}.String())
	f.Add(Name{Blob: consent.ID{0xfe, 1}, Sum: consent.Ref{2}}.String())
	f.Add("b/../1-1-.age")
	f.Fuzz(func(t *testing.T, path string) {
		n, err := ParseName(path)
		if err != nil {
			return
		}
		if n.String() != path || strings.Contains(path, "..") || strings.Contains(path, `\`) {
			t.Errorf("%q was read as %+v", path, n)
		}
	})
}

func TestListing(t *testing.T) {
	seg := func(first, last uint64) Name { return Name{First: first, Last: last} }
	l := Listing{Segments: []Name{seg(1, 3), seg(2, 2), seg(6, 9), seg(8, 12)}}
	for _, c := range []struct {
		last uint64
		want [][2]uint64
	}{
		{0, nil}, {3, nil}, {5, [][2]uint64{{4, 5}}}, {12, [][2]uint64{{4, 5}}}, {14, [][2]uint64{{4, 5}, {13, 14}}},
	} {
		if got := l.Uncovered(c.last); !equalRuns(got, c.want) {
			t.Errorf("up to %d: %v, want %v", c.last, got, c.want)
		}
	}
	if got := (Listing{}).Uncovered(4); !equalRuns(got, [][2]uint64{{1, 4}}) {
		t.Errorf("of nothing: %v", got)
	}
	a, b := consent.ID{1}, consent.ID{2}
	l.Blobs = []Name{{Blob: a, Sum: consent.Ref{1}}, {Blob: a, Sum: consent.Ref{2}}, {Blob: b}}
	if len(l.BlobsOf(a)) != 2 || len(l.BlobsOf(b)) != 1 || len(l.BlobsOf(consent.ID{3})) != 0 {
		t.Error("blobs are not found by their ids")
	}
}

func equalRuns(a, b [][2]uint64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
