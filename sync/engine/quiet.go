package engine

import (
	"io"
	"log"
	"reflect"

	"github.com/syncthing/syncthing/lib/logger"
)

// Syncthing's packages share one logger that writes names of files and devices
// to standard output and has no way to be turned off once the process runs.
// Its writer is the one thing reached into here; TestPrintsNothing would tell
// if that stopped working.
func init() {
	v := reflect.ValueOf(logger.DefaultLogger)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return
	}
	inner := v.Elem().FieldByName("logger")
	if inner.IsValid() && inner.Type() == reflect.TypeFor[*log.Logger]() {
		(*log.Logger)(inner.UnsafePointer()).SetOutput(io.Discard)
	}
}
