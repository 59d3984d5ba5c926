package flow

import "errors"

var errPending = errors.New("not ready")
