// Package offload makes verified copies of a camera card and writes an ASC MHL
// generation beside each, so that any other tool can check them.
//
// A card is walked (Walk), a plan says what copying it to some folders will
// mean (NewPlan), and Run reads every file once, writes it to all of them,
// reads each copy back past the cache, and only then gives it its name. What
// is interrupted goes on where it stopped. Verify checks a folder again, Judge
// says whether the card may be used again.
//
// Nothing here writes to, deletes from or formats a card.
package offload
