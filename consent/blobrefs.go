package consent

import "reflect"

var blobRefType = reflect.TypeFor[BlobRef]()

// BlobRefs are the blobs that a statement of any package refers to, wherever in
// its body they stand.
func BlobRefs(b Body) []BlobRef {
	var out []BlobRef
	collectRefs(reflect.ValueOf(b), &out)
	return out
}

func collectRefs(v reflect.Value, out *[]BlobRef) {
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
			if ref := v.Interface().(BlobRef); !ref.IsZero() {
				*out = append(*out, ref)
			}
			return
		}
		for i := range v.NumField() {
			collectRefs(v.Field(i), out)
		}
	}
}
