package flow

import (
	"context"

	"onset/signer"
)

type actorKey struct{}

// ActingAs gives a context in which what is stated is p's word, where several
// people work with one production at once.
func ActingAs(ctx context.Context, p signer.Person) context.Context {
	return context.WithValue(ctx, actorKey{}, p)
}

// actor is who acts in ctx: the one named there, or whoever has the device.
func (k *Kit) actor(ctx context.Context) signer.Person {
	if p, ok := ctx.Value(actorKey{}).(signer.Person); ok {
		return p
	}
	return k.Acting()
}
