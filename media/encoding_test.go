package media_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
)

// TestBodiesHaveOneEncoding checks that every body is read back to the bytes
// it was written as, and that an empty list is written like none.
func TestBodiesHaveOneEncoding(t *testing.T) {
	for _, k := range media.Kinds() {
		t.Run(k.Type, func(t *testing.T) {
			if k.New().Type() != k.Type || len(k.New().Subjects()) != 1 {
				t.Fatalf("%s makes %s", k.Type, k.New().Type())
			}
			rapid.Check(t, func(t *rapid.T) {
				b, back := k.New(), k.New()
				fill(t, reflect.ValueOf(b).Elem())
				one := encode(t, b)
				dec := json.NewDecoder(bytes.NewReader(one))
				dec.DisallowUnknownFields()
				if err := dec.Decode(back); err != nil {
					t.Fatalf("%v in %s", err, one)
				}
				if two := encode(t, back); !bytes.Equal(one, two) {
					t.Fatalf("%s comes back as\n%s", one, two)
				}
				hollow(reflect.ValueOf(back).Elem())
				if three := encode(t, back); !bytes.Equal(one, three) {
					t.Fatalf("%s has another form\n%s", one, three)
				}
			})
		})
	}
}

func encode(t *rapid.T, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fill draws a value for every exported field.
func fill(t *rapid.T, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *consent.Stamp:
		*x = rapid.SampledFrom([]consent.Stamp{{}, filmed}).Draw(t, "stamp")
		return
	case *time.Time:
		*x = rapid.SampledFrom([]time.Time{{}, time.Date(2026, 5, 12, 14, 0, 0, 123_000_000, time.UTC), time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)}).Draw(t, "time")
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(t, v.Field(i))
			}
		}
	case reflect.Slice:
		if n := rapid.IntRange(0, 2).Draw(t, "length"); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			fill(t, v.Index(i))
		}
	case reflect.Array:
		v.Index(0).SetUint(rapid.Uint64Range(0, 1).Draw(t, "byte"))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "set") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem())
		}
	case reflect.String:
		v.SetString(rapid.SampledFrom([]string{"", "film", "<&> ø"}).Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(rapid.Int64Range(-3, 100_000).Draw(t, "number"))
	case reflect.Uint32:
		v.SetUint(rapid.Uint64Range(0, 100).Draw(t, "number"))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(-180, 180).Draw(t, "degrees"))
	default:
		t.Fatalf("no value for %s", v.Type())
	}
}

// hollow turns every nil list into an empty one.
func hollow(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				hollow(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			hollow(v.Index(i))
		}
	}
}

// TestViewsComeBack writes every view as the store does and reads it back.
func TestViewsComeBack(t *testing.T) {
	for _, empty := range []any{new(media.Clip), new(media.ClipFacts), new(media.Camera), new(media.Scene), new(media.Shoot)} {
		typ := reflect.TypeOf(empty).Elem()
		t.Run(typ.Name(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				v, back := reflect.New(typ), reflect.New(typ)
				fill(t, v.Elem())
				b, err := cbor.Marshal(v.Interface())
				if err != nil {
					t.Fatal(err)
				}
				if err := cbor.Unmarshal(b, back.Interface()); err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(v.Interface(), back.Interface()) {
					t.Fatalf("%+v\ncomes back as\n%+v", v.Interface(), back.Interface())
				}
			})
		})
	}
}

func TestMomentRefusesOtherBytes(t *testing.T) {
	var m media.Moment
	for _, b := range [][]byte{nil, make([]byte, 16), append([]byte{2}, make([]byte, 16)...)} {
		if err := m.UnmarshalBinary(b); !errors.Is(err, media.ErrMoment) {
			t.Errorf("%v is read as %+v, %v", b, m, err)
		}
	}
}

func TestIDsOfContent(t *testing.T) {
	a, b := media.ClipID(9, consent.Ref{1}), media.ClipID(9, consent.Ref{2})
	if a == b || a == media.ClipID(10, consent.Ref{1}) || a != media.ClipID(9, consent.Ref{1}) {
		t.Error("a clip's id is not that of its content")
	}
	if a.String()[14] != '8' {
		t.Errorf("%s is not a UUID of version 8", a)
	}
	one, two := media.CameraID(&media.Facts{Make: "A", Model: "B"}), media.CameraID(&media.Facts{Make: "AB"})
	if one == two || one.IsZero() || !media.CameraID(&media.Facts{}).IsZero() {
		t.Error("cameras share an id")
	}
	if got := (media.Rate{Num: 30000, Den: 1001}).Float(); got < 29.97 || got > 29.98 || (media.Rate{Num: 1}).Float() != 0 {
		t.Errorf("frame rate is %v", got)
	}
}
