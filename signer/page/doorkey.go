package page

// DoorKey is the key pair that phones encrypt to, and the secret that shows
// that a phone read the code itself.
type DoorKey struct {
	Public  [32]byte
	Private [32]byte
	Secret  [16]byte
}
