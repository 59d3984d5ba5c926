package probe

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"onset/media"
)

func TestCompare(t *testing.T) {
	facts := media.Facts{
		Format: "JPEG", Make: "Onset", Model: "40", Orientation: 6,
		Captured: media.Moment{Time: shotAt, Zone: true, Offset: 3600},
		Location: &media.Place{Lat: 55.5, Lon: -12.25},
	}
	agree := `{"IFD0:Make":"Onset ","IFD0:Model":40,"IFD0:Orientation":6,"ExifIFD:DateTimeOriginal":"2026:11:20 10:30:15",
		"ExifIFD:OffsetTimeOriginal":"+01:00","GPS:GPSLatitude":55.5,"GPS:GPSLatitudeRef":"N","GPS:GPSLongitude":12.25,"GPS:GPSLongitudeRef":"W"}`
	for _, tt := range []struct {
		name  string
		facts media.Facts
		json  string
		want  []Disagreement
	}{
		{"agree", facts, agree, nil},
		{"both know nothing", media.Facts{Format: "JPEG"}, `{"ExifIFD:DateTimeOriginal":"0000:00:00 00:00:00"}`, nil},
		{"zone", media.Facts{Format: "MOV", Captured: facts.Captured}, `{"Keys:CreationDate":"2026:11:20 10:30:15+02:00"}`, []Disagreement{
			{FieldCaptured, "2026:11:20 10:30:15+01:00", "2026:11:20 10:30:15+02:00", "Keys:CreationDate", ReasonValue},
		}},
		{"missing", media.Facts{Format: "JPEG"}, `{"IFD0:Make":"Onset"}`, []Disagreement{
			{FieldMake, "", "Onset", "IFD0:Make", ReasonMissing},
		}},
		{"extra", media.Facts{Format: "JPEG", Orientation: 3}, `{}`, []Disagreement{
			{FieldOrientation, "3", "", "", ReasonExtra},
		}},
		{"vendor", media.Facts{Format: "JPEG"}, `{"Reconyx:DateTimeOriginal":"2020:03:16 10:00:00","Pentax:Model":"K"}`, []Disagreement{
			{FieldCaptured, "", "2020:03:16 10:00:00", "Reconyx:DateTimeOriginal", ReasonVendor},
			{FieldModel, "", "K", "Pentax:Model", ReasonVendor},
		}},
		{"format", media.Facts{}, `{"IFD0:Model":"Sigma"}`, []Disagreement{
			{FieldModel, "", "Sigma", "IFD0:Model", ReasonFormat},
		}},
		{"place", media.Facts{Format: "MOV", Location: facts.Location}, `{"Composite:GPSLatitude":55.6,"Composite:GPSLongitude":-12.25,"Keys:GPSCoordinates":"x"}`, []Disagreement{
			{FieldLocation, "55.50000 -12.25000", "55.60000 -12.25000", "Keys:GPSCoordinates", ReasonValue},
		}},
		{
			"length, size, serial and lens",
			media.Facts{Format: "MKV", Duration: 4 * time.Second, Width: 640, Height: 360, Serial: "1", Lens: "35mm"},
			`{"Matroska:Duration":"00:00:04.040000000","Composite:ImageSize":"640x360","ExifIFD:SerialNumber":1,"XMP-aux:Lens":"35mm"}`, nil,
		},
		{"another length and size", media.Facts{Format: "MOV", Duration: 4 * time.Second, Width: 640, Height: 360}, `{"QuickTime:Duration":4.2,"Composite:ImageSize":"640 368"}`, []Disagreement{
			{FieldDuration, "4.00 s", "4.20 s", "QuickTime:Duration", ReasonValue},
			{FieldSize, "640 360", "640 368", "Composite:ImageSize", ReasonValue},
		}},
	} {
		var record map[string]any
		if err := json.Unmarshal([]byte(tt.json), &record); err != nil {
			t.Fatal(err)
		}
		if got := Compare(tt.facts, record); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
