package consent

import "reflect"

var blobRefType = reflect.TypeFor[BlobRef]()

// BlobRefs are the blobs that a statement of any package refers to, wherever in
// its body they stand.
func BlobRefs(b Body) []BlobRef {
	var out []BlobRef
	collectRefs(reflect.ValueOf(b), "", func(_ string, ref BlobRef) { out = append(out, ref) })
	return out
}

// OfficeRefs are those of them that are for the office: in every body they
// stand in fields named Office or Reason, and those for the set in Set or Label.
func OfficeRefs(b Body) []BlobRef {
	var out []BlobRef
	collectRefs(reflect.ValueOf(b), "", func(field string, ref BlobRef) {
		if field == "Office" || field == "Reason" {
			out = append(out, ref)
		}
	})
	return out
}

func collectRefs(v reflect.Value, field string, found func(field string, ref BlobRef)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			collectRefs(v.Elem(), field, found)
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.Struct || k == reflect.Pointer {
			for i := range v.Len() {
				collectRefs(v.Index(i), field, found)
			}
		}
	case reflect.Struct:
		if v.Type() == blobRefType {
			if ref := v.Interface().(BlobRef); !ref.IsZero() {
				found(field, ref)
			}
			return
		}
		for i := range v.NumField() {
			collectRefs(v.Field(i), v.Type().Field(i).Name, found)
		}
	}
}
