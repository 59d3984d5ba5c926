package page

import (
	"net/url"
	"strings"

	"github.com/skip2/go-qrcode"

	"onset/assets"
	"onset/consent"
)

// wireReceiptOf says a receipt in a language. It holds no name.
func wireReceiptOf(r *Receipt, w *assets.Words) *wireReceipt {
	if r == nil {
		return nil
	}
	out := &wireReceipt{
		ID: r.Consent.URN(), Short: r.Short, Date: w.Day(r.At), Time: w.Clock(r.At),
		Band: r.Band, NewBand: r.NewBand, Choices: []wireChoice{},
		Waiting: r.Waiting, Home: wireHomeOf(r.TakeHome, w), Withdrawn: r.Withdrawn, QR: rows(r.QR),
	}
	for _, c := range r.Choices {
		out.Choices = append(out.Choices, wireChoice{
			Purpose: string(c.Purpose), Title: c.Title, Yes: c.Answer == consent.Granted,
			Until: dayOf(c.Until, w), Withdrawn: c.Withdrawn,
		})
	}
	return out
}

func dayOf(d consent.Date, w *assets.Words) string {
	if d.IsZero() {
		return ""
	}
	return w.Day(d.Time())
}

// wireHomeOf says what a guardian answers with later, with a link and its code
// where there is a page that takes it.
func wireHomeOf(h *TakeHome, w *assets.Words) *wireHome {
	if h == nil {
		return nil
	}
	out := &wireHome{Code: FormatCode(h.Code), Base: h.Base}
	if !h.By.IsZero() {
		out.By = w.Date(h.By.Time())
	}
	if h.Base == "" {
		return out
	}
	out.Link = strings.TrimSuffix(h.Base, "/") + "/" + url.PathEscape(h.Code)
	if qr, err := qrcode.New(out.Link, qrcode.Medium); err == nil { // a link that fits no code stands in letters
		qr.DisableBorder = true
		out.QR = rows(qr.Bitmap())
	}
	return out
}

// rows writes a code as rows of "0" and "1".
func rows(bits [][]bool) []string {
	out := make([]string, 0, len(bits))
	for _, row := range bits {
		b := make([]byte, len(row))
		for i, dark := range row {
			b[i] = '0'
			if dark {
				b[i] = '1'
			}
		}
		out = append(out, string(b))
	}
	return out
}
