package media

import "onset/consent"

// Kinds are the statement types of this package, for decoding.
func Kinds() []consent.Kind {
	return []consent.Kind{
		kind[ShootOpened](), kind[ShootClosed](), kind[SceneOpened](), kind[ScenePeople](), kind[SceneClosed](),
		kind[CameraClock](), kind[ClipAdded](), kind[ClipTagged](), kind[ClipUntagged](), kind[ClipJudged](),
		kind[ClipCopied](), kind[ClipReceived](), kind[ClipDelivered](), kind[DiskSeen](),
	}
}

func kind[T any, P interface {
	*T
	consent.Body
}]() consent.Kind {
	return consent.Kind{Type: P(new(T)).Type(), V: 1, New: func() consent.Body { return P(new(T)) }}
}

func about(k consent.SubjectKind, id consent.ID) []consent.Subject {
	return []consent.Subject{{Kind: k, ID: id}}
}

// Type names the statement.
func (*ShootOpened) Type() string { return "shoot.opened" }

// Type names the statement.
func (*ShootClosed) Type() string { return "shoot.closed" }

// Type names the statement.
func (*SceneOpened) Type() string { return "scene.opened" }

// Type names the statement.
func (*ScenePeople) Type() string { return "scene.people" }

// Type names the statement.
func (*SceneClosed) Type() string { return "scene.closed" }

// Type names the statement.
func (*CameraClock) Type() string { return "camera.clock" }

// Type names the statement.
func (*ClipAdded) Type() string { return "clip.added" }

// Type names the statement.
func (*ClipTagged) Type() string { return "clip.tagged" }

// Type names the statement.
func (*ClipUntagged) Type() string { return "clip.untagged" }

// Type names the statement.
func (*ClipJudged) Type() string { return "clip.judged" }

// Type names the statement.
func (*ClipCopied) Type() string { return "clip.copied" }

// Type names the statement.
func (*ClipReceived) Type() string { return "clip.received" }

// Type names the statement.
func (*ClipDelivered) Type() string { return "clip.delivered" }

// Type names the statement.
func (*DiskSeen) Type() string { return "disk.seen" }

// Subjects of a ShootOpened is the shoot.
func (b *ShootOpened) Subjects() []consent.Subject { return about(consent.OfShoot, b.Shoot) }

// Subjects of a ShootClosed is the shoot.
func (b *ShootClosed) Subjects() []consent.Subject { return about(consent.OfShoot, b.Shoot) }

// Subjects of a SceneOpened is the scene.
func (b *SceneOpened) Subjects() []consent.Subject { return about(consent.OfScene, b.Scene) }

// Subjects of a ScenePeople is the scene.
func (b *ScenePeople) Subjects() []consent.Subject { return about(consent.OfScene, b.Scene) }

// Subjects of a SceneClosed is the scene.
func (b *SceneClosed) Subjects() []consent.Subject { return about(consent.OfScene, b.Scene) }

// Subjects of a CameraClock is the camera.
func (b *CameraClock) Subjects() []consent.Subject { return about(consent.OfCamera, b.Camera) }

// Subjects of a ClipAdded is the clip.
func (b *ClipAdded) Subjects() []consent.Subject { return about(consent.OfClip, b.Clip) }

// Subjects of a ClipTagged is the clip.
func (b *ClipTagged) Subjects() []consent.Subject { return about(consent.OfClip, b.Clip) }

// Subjects of a ClipUntagged is the clip.
func (b *ClipUntagged) Subjects() []consent.Subject { return about(consent.OfClip, b.Clip) }

// Subjects of a ClipJudged is the clip.
func (b *ClipJudged) Subjects() []consent.Subject { return about(consent.OfClip, b.Clip) }

// Subjects of a ClipCopied is the clip.
func (b *ClipCopied) Subjects() []consent.Subject { return about(consent.OfClip, b.Clip) }

// Subjects of a ClipReceived is the clip.
func (b *ClipReceived) Subjects() []consent.Subject { return about(consent.OfClip, b.Clip) }

// Subjects of a ClipDelivered is the clip.
func (b *ClipDelivered) Subjects() []consent.Subject { return about(consent.OfClip, b.Clip) }

// Subjects of a DiskSeen is the disk.
func (b *DiskSeen) Subjects() []consent.Subject { return about(consent.OfDisk, b.Disk) }
