package store

import (
	"reflect"

	"onset/consent"
)

var blobRefType = reflect.TypeFor[consent.BlobRef]()

// blobRefs are the blobs a body refers to, wherever in it they stand.
func blobRefs(b consent.Body) []consent.BlobRef {
	var out []consent.BlobRef
	collectRefs(reflect.ValueOf(b), &out)
	return out
}

func collectRefs(v reflect.Value, out *[]consent.BlobRef) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			collectRefs(v.Elem(), out)
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.Struct || k == reflect.Pointer {
			for i := range v.Len() {
				collectRefs(v.Index(i), out)
			}
		}
	case reflect.Struct:
		if v.Type() == blobRefType {
			if ref := v.Interface().(consent.BlobRef); !ref.IsZero() {
				*out = append(*out, ref)
			}
			return
		}
		for i := range v.NumField() {
			collectRefs(v.Field(i), out)
		}
	}
}
