package probe

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// cameraXML reads the NonRealTimeMeta document that Sony cameras put into
// their MP4 files: the time of recording with its zone, and the camera.
func (c *clip) cameraXML(v view) error {
	if v.size > maxXMP {
		return errGreedy
	}
	b, err := v.at(0, v.size)
	if err != nil {
		return err
	}
	d := xml.NewDecoder(strings.NewReader(strings.Trim(string(b), "\x00")))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			c.warn(WarnXMP)
			return nil
		}
		if e, ok := tok.(xml.StartElement); ok {
			c.cameraElement(e)
		}
	}
}

func (c *clip) cameraElement(e xml.StartElement) {
	at := func(name string) string {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				return text([]byte(a.Value))
			}
		}
		return ""
	}
	switch e.Name.Local {
	case "CreationDate":
		c.isoTime(rankCamera, at("value"), "camera-xml")
	case "Device":
		set(&c.facts.Make, at("manufacturer"))
		set(&c.facts.Model, at("modelName"))
		set(&c.facts.Serial, at("serialNo"))
	case "Lens":
		set(&c.facts.Lens, at("modelName"))
	}
}
