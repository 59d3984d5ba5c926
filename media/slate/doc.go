// Package slate finds the codes that the kit shows to cameras: the slate, which
// names scene, take and time, and the receipt, which names a person's consent.
//
// What a camera saw anybody may have held before it. So a code is a suggestion
// with a reason, never a fact, and the words in it are held to narrow limits.
package slate
