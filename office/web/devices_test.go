package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"onset/consent"
)

var shownCode = regexp.MustCompile(`class="code" dir="ltr">([^<]+)<`)

func TestADeviceIsInvited(t *testing.T) {
	o := opened(t)
	b := o.as(Producer)
	b.sees(o.base()+"devices", "this office", "Make a code")
	if a := b.post(o.base()+"devices/invite", "label", "Tablet, Mads", "rank", "root"); a.status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", a.status, a.body)
	}
	a := b.sees(o.base()+"devices", "Tablet, Mads", `<svg class="qr"`, "Works once")
	code := shownCode.FindStringSubmatch(a.body)
	if code == nil {
		t.Fatalf("no code:\n%s", a.body)
	}
	made, err := o.kits[0].Invitations(t.Context())
	must(t, err)
	if len(made) != 1 || made[0].Code != code[1] {
		t.Errorf("%q is shown, %v was made", code[1], made)
	}
	b.post(o.base()+"devices/cancel", "code", code[1])
	if a := b.get(o.base() + "devices"); strings.Contains(a.body, code[1]) {
		t.Error("the code is still shown")
	}
	if a := b.post(o.base()+"devices/cancel", "code", "nonsense"); a.status != http.StatusConflict {
		t.Errorf("a code that is none: %d", a.status)
	}
}

func TestADeviceIsRevokedWithAReport(t *testing.T) {
	o := opened(t)
	o.signed("Jonna Brix", consent.Film)
	b := o.as(Producer)
	spare := b.post(o.base() + "devices/spare")
	if codes := shownCode.FindAllString(spare.body, -1); spare.status != http.StatusOK || len(codes) != spareCodes {
		t.Fatalf("%d, %d codes", spare.status, len(codes))
	}
	lines, err := o.kits[0].Devices(t.Context())
	must(t, err)
	var lost, self string
	for _, d := range lines {
		if d.Self {
			self = d.Author.String()
		} else {
			lost = d.Author.String()
		}
	}
	at := o.base() + "devices/" + lost
	b.sees(at+"/revoke", "It cannot be undone.")
	if a := b.post(at+"/revoke", "reason", " "); a.status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", a.status)
	}
	if a := b.post(at+"/revoke", "reason", "left on the ferry"); a.to() != at+"/report?done=revoke" {
		t.Fatalf("%d to %q\n%s", a.status, a.to(), a.body)
	}
	b.sees(at+"/report?done=revoke", "72 hours", "72 h 0 min left", "What others could read", "The device is revoked.")
	b.sees(o.base()+"devices", "Revoked", "Breach report")
	if a := b.post(o.base()+"devices/"+self+"/revoke", "reason", "by mistake"); a.status == http.StatusSeeOther {
		t.Error("the office revoked itself")
	}
}
