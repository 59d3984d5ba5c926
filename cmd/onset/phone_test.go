package main

import (
	"bufio"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// signing is a running "onset sign".
type signing struct {
	*box
	cmd  *exec.Cmd
	link string // the page's address with its fragment

	mu    sync.Mutex
	lines []string
	more  chan struct{} // has something when a line came
	done  chan error
}

// startSigning starts the command and waits for the address it prints.
func (b *box) startSigning(args ...string) *signing {
	b.Helper()
	s := &signing{box: b, cmd: exec.Command("onset", append([]string{"sign", "--listen", "127.0.0.1:0"}, args...)...), more: make(chan struct{}, 1), done: make(chan error, 1)}
	s.cmd.Dir, s.cmd.Env = b.dir, b.env()
	out, err := s.cmd.StdoutPipe()
	b.must(err)
	s.cmd.Stderr = s.cmd.Stdout
	b.must(s.cmd.Start())
	b.Cleanup(s.stop)
	read := make(chan struct{})
	go func() { s.read(out); close(read) }()
	go func() { <-read; s.done <- s.cmd.Wait() }()
	s.link = linkIn.FindString(s.says(linkIn))
	return s
}

var linkIn = regexp.MustCompile(`https?://\S+/s/\S+#k=\S+`)

func (s *signing) read(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		s.mu.Lock()
		s.lines = append(s.lines, lines.Text())
		s.mu.Unlock()
		select {
		case s.more <- struct{}{}:
		default:
		}
	}
}

// says waits for a line that matches and gives it.
func (s *signing) says(want *regexp.Regexp) string {
	s.Helper()
	for deadline := time.After(patience); ; {
		for _, line := range s.printed() {
			if want.MatchString(line) {
				return line
			}
		}
		select {
		case <-s.more:
		case err := <-s.done:
			s.done <- err
			s.Fatalf("onset sign ended before it said %v: %v\n%s", want, err, strings.Join(s.printed(), "\n"))
		case <-deadline:
			s.Fatalf("onset sign has not said %v:\n%s", want, strings.Join(s.printed(), "\n"))
		}
	}
}

func (s *signing) printed() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.lines...)
}

// stop ends the command as Ctrl-C does, and waits.
func (s *signing) stop() {
	if s.cmd.ProcessState != nil {
		return
	}
	_ = s.cmd.Process.Signal(os.Interrupt)
	select {
	case err := <-s.done:
		s.done <- err
	case <-time.After(patience):
		_ = s.cmd.Process.Kill()
		s.Error("onset sign did not end when it was told to")
	}
}

// codes reads the QR codes that a terminal shows in half blocks.
func (s *signing) codes() []string {
	s.Helper()
	var found []string
	var block []string
	for _, line := range append(s.printed(), "end") {
		if strings.Trim(line, " ▀▄█") == "" && len([]rune(line)) > 20 {
			block = append(block, line)
			continue
		}
		if len(block) > 10 {
			text, err := readBlocks(block)
			if err != nil {
				s.Errorf("a code in the terminal: %v\n%s", err, strings.Join(block, "\n"))
			}
			found = append(found, text)
		}
		block = nil
	}
	return found
}

// readBlocks reads a code of half blocks, whichever of ink and paper is light.
func readBlocks(block []string) (text string, err error) {
	for _, ink := range []color.Gray{{0}, {255}} {
		const scale = 6
		wide := 0
		for _, line := range block {
			wide = max(wide, len([]rune(line)))
		}
		img := image.NewGray(image.Rect(0, 0, (wide+8)*scale, (2*len(block)+8)*scale))
		for i := range img.Pix {
			img.Pix[i] = 255 - ink.Y
		}
		if ink.Y == 255 { // light modules are drawn: what lies around is light too
			for i := range img.Pix {
				img.Pix[i] = 255
			}
			fill(img, image.Rect(4*scale, 4*scale, (wide+4)*scale, (2*len(block)+4)*scale), color.Gray{0})
		}
		for y, line := range block {
			for x, r := range []rune(line) {
				for half := range 2 {
					if r == '█' || r == '▀' && half == 0 || r == '▄' && half == 1 {
						at := image.Pt((x+4)*scale, (2*y+half+4)*scale)
						fill(img, image.Rectangle{at, at.Add(image.Pt(scale, scale))}, ink)
					}
				}
			}
		}
		var bitmap *gozxing.BinaryBitmap
		if bitmap, err = gozxing.NewBinaryBitmapFromImage(img); err != nil {
			return "", err
		}
		var result *gozxing.Result
		if result, err = qrcode.NewQRCodeReader().Decode(bitmap, nil); err == nil {
			return result.GetText(), nil
		}
	}
	return "", err
}

func fill(img *image.Gray, r image.Rectangle, c color.Gray) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			img.SetGray(x, y, c)
		}
	}
}
