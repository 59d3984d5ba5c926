package assets

// The embedded fonts, as Font takes them. Inter and JetBrains Mono are under
// the SIL Open Font License 1.1.
const (
	InterRegular  = "Inter-Regular.otf"
	InterSemiBold = "Inter-SemiBold.otf"
	MonoMedium    = "JetBrainsMono-Medium.ttf"
)

// Font returns the bytes of an embedded font file, and nil for a name that is
// not one of the constants above. The caller may keep but not change them.
func Font(name string) []byte {
	b, err := FS.ReadFile("fonts/" + name)
	if err != nil {
		return nil
	}
	return b
}
