package consent_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"

	. "onset/consent"
)

// TestBodiesHaveOneEncoding fills every body in every way and checks that what
// it encodes to is read back to the same bytes, and that empty lists and zero
// values are written in one way only.
func TestBodiesHaveOneEncoding(t *testing.T) {
	for _, k := range Kinds() {
		t.Run(k.Type, func(t *testing.T) {
			if k.New().Type() != k.Type || k.V != 1 {
				t.Fatalf("%s makes %s", k.Type, k.New().Type())
			}
			rapid.Check(t, func(t *rapid.T) {
				b := k.New()
				fill(t, reflect.ValueOf(b).Elem())
				sameJSON(t, b, k.New())
			})
		})
	}
}

func sameJSON(t *rapid.T, b, empty any) {
	one, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(one))
	dec.DisallowUnknownFields()
	if err := dec.Decode(empty); err != nil {
		t.Fatalf("%v in %s", err, one)
	}
	two, err := json.Marshal(empty)
	if err != nil || !bytes.Equal(one, two) {
		t.Fatalf("%v\n%s comes back as\n%s", err, one, two)
	}
	hollow(reflect.ValueOf(empty).Elem())
	three, err := json.Marshal(empty)
	if err != nil || !bytes.Equal(one, three) {
		t.Fatalf("%v\n%s has another form\n%s", err, one, three)
	}
}

// fill draws a value for every exported field.
func fill(t *rapid.T, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *Stamp:
		*x = rapid.SampledFrom([]Stamp{{}, morning(8, 0), morning(14, 2)}).Draw(t, "stamp")
		return
	case *Date:
		*x = rapid.SampledFrom([]Date{0, today, later}).Draw(t, "date")
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
		n := rapid.IntRange(0, 2).Draw(t, "length")
		if n == 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, v.Index(i))
		}
	case reflect.Array:
		if rapid.Bool().Draw(t, "set") {
			v.Index(0).SetUint(uint64(rapid.Byte().Draw(t, "byte")))
		}
	case reflect.Map:
		if rapid.Bool().Draw(t, "set") {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, key)
			fill(t, value)
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(key, value)
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "set") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem())
		}
	case reflect.String:
		v.SetString(rapid.SampledFrom([]string{"", "film", "<&> ø"}).Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(rapid.Int64Range(-3, 100).Draw(t, "number"))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(rapid.Uint64Range(0, 100).Draw(t, "number"))
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
	case reflect.Map:
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
	}
}

// TestViewsComeBack writes every view as the store does and reads it back.
func TestViewsComeBack(t *testing.T) {
	for _, empty := range []any{new(Consent), new(AvoidView), new(NoticeView)} {
		typ := reflect.TypeOf(empty).Elem()
		t.Run(typ.Name(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				v := reflect.New(typ)
				fill(t, v.Elem())
				b, err := cbor.Marshal(v.Interface())
				if err != nil {
					t.Fatal(err)
				}
				back := reflect.New(typ)
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

func TestSubjects(t *testing.T) {
	for _, k := range Kinds() {
		b := k.New()
		if e, ok := b.(*Erased); ok {
			e.Blobs = []ID{anna}
		}
		if p, ok := b.(*Purged); ok {
			p.Blobs = []ID{anna, form}
		}
		if h, ok := b.(*OfficeHolds); ok {
			h.Blobs = []ID{anna}
		}
		for _, s := range b.Subjects() {
			if s.Kind < OfProduction || s.Kind > OfHolding {
				t.Errorf("%s is about %v", k.Type, s)
			}
		}
		if len(b.Subjects()) == 0 {
			t.Errorf("%s is about nothing", k.Type)
		}
	}
	if got := (&Rectified{Person: anna}).Subjects(); got[0] != (Subject{OfPerson, anna}) {
		t.Errorf("a person's correction is about %v", got)
	}
	if TermsID("minor") == TermsID("crowd") {
		t.Error("two terms share a subject")
	}
}
