package probe

import "fmt"

// Flags of a QuickTime timecode description.
const (
	codeDrop    = 0x1
	codeCounter = 0x8 // counts frames, is no time of day
)

// timecode reads the four bytes of the first timecode sample.
func (m *movie) timecode(file view) error {
	t := m.first("tmcd")
	if t == nil {
		return nil
	}
	set(&m.c.facts.Reel, t.code.reel)
	if t.code.flags&codeCounter != 0 {
		return nil
	}
	if t.chunk <= 0 || !file.holds(t.chunk, 4) {
		m.c.warn(WarnTimecode)
		return nil
	}
	frame, err := file.u32(t.chunk, be)
	if err != nil {
		return err
	}
	code, ok := formatTimecode(int64(frame), t.code.nominal, t.code.flags&codeDrop != 0)
	if !ok {
		m.c.warn(WarnTimecode)
		return nil
	}
	m.c.facts.Timecode = code
	return nil
}

// formatTimecode prints a frame count since midnight. nominal is the whole
// number of frames of a second. Drop-frame code leaves out two numbers (four
// at 60) of every minute but each tenth, so that 30000/1001 keeps up with the
// clock (SMPTE ST 12-1).
func formatTimecode(frame int64, nominal int, drop bool) (string, bool) {
	if nominal < 1 || nominal > 1000 || frame < 0 || drop && nominal%30 != 0 {
		return "", false
	}
	fps, mark := int64(nominal), ':'
	if drop {
		mark = ';'
		gap := fps / 15
		minute, ten := fps*60-gap, fps*600-9*gap
		tens, rest := frame/ten, frame%ten
		frame += tens * 9 * gap
		if rest >= gap {
			frame += (rest - gap) / minute * gap
		}
	}
	frame %= 24 * 3600 * fps
	s := frame / fps
	return fmt.Sprintf("%02d:%02d:%02d%c%02d", s/3600, s/60%60, s%60, mark, frame%fps), true
}
