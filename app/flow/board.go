package flow

import (
	"context"
	"time"

	"onset/consent"
)

// SceneStart says who is on camera when a scene opens.
type SceneStart string

// The ways to start a scene.
const (
	StartEmpty  SceneStart = "empty"
	StartSame   SceneStart = "same"   // as the last one
	StartPeople SceneStart = "people" // those named
	StartSigned SceneStart = "signed" // signed in the last ten minutes
)

// SceneDraft opens a scene.
type SceneDraft struct {
	Title  string
	Start  SceneStart
	People []consent.ID
}

// Board is the on-camera board.
func (k *Kit) Board() BoardView { return BoardView{} }

// Scenes are all, the newest first.
func (k *Kit) Scenes() []SceneLine { return nil }

// NextScene opens a scene and so ends the one before.
func (k *Kit) NextScene(ctx context.Context, d SceneDraft) (consent.ID, error) {
	return consent.ID{}, errPending
}

// CloseScene ends the open scene.
func (k *Kit) CloseScene(ctx context.Context) error { return errPending }

// PutOn puts people on camera, since a while ago perhaps. Override is the
// reason code where a person may not be filmed.
func (k *Kit) PutOn(ctx context.Context, people []consent.ID, ago time.Duration, override string) (Token, error) {
	return 0, errPending
}

// TakeOff takes people off camera.
func (k *Kit) TakeOff(ctx context.Context, people []consent.ID) (Token, error) { return 0, errPending }
