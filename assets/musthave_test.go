package assets_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onset/consent"
)

// mustHave is a sentence kind that texts owe their readers, by words that tell
// it in English and Danish; other languages have theirs in languages. Sources: GDPR Articles 7 and 13, and the customs of
// Danish productions for children, workplaces and public notices.
type mustHave struct {
	kind   string
	in     string // terms keys, "all", "signed", "consent"
	en, da string // regular expressions, all parts between " & " are needed
}

const (
	inConsent  = "appearance contributor minor crowd employee"
	inSigned   = inConsent + " location"
	inAll      = inSigned + " notice"
	inReleases = "contributor location"
)

var mustHaves = []mustHave{
	{"who is responsible", inAll, `\{controller\} & \{contact\} & responsible for`, `\{controller\} & \{contact\} & har ansvaret for`},
	{"postal address", inAll, `\{address\}`, `\{address\}`},
	{"for whom it is made", inAll, `\{title\} for \{customer\}`, `\{title\} for \{customer\}`},
	{"nobody decides jointly", inAll, `[Nn]obody else decides together with us`, `[Ii]ngen andre bestemmer sammen med os`},
	{"data protection officer", inAll, `data protection officer`, `databeskyttelsesrådgiver`},
	{"picture, voice, time and place", inConsent, `picture and (your )?voice, with time and place`, `billede og (din )?stemme med tid og sted`},
	{"name, contact and signature", inSigned, `name & signature & e-mail address or mobile number`, `navn & underskrift & e-mailadresse eller (dit|et) mobilnummer`},
	{"picture for recognition", inConsent, `find (you|the child) again in the recordings`, `finde (dig|barnet) igen i optagelserne`},
	{"no face recognition", inAll, `no face recognition`, `ikke ansigtsgenkendelse`},
	{"no automated decisions", inAll, `no computer decides anything about`, `ingen computer afgør noget om`},
	{"nothing sensitive is asked", inSigned, `do not ask for (your|a) CPR number & health, (your )?faith or (your )?origin`, `ikke om (dit )?CPR-nummer & helbred, (din )?tro eller (din )?oprindelse`},
	{"basis: consent", inConsent, `6\(1\)\(a\)`, `artikel 6, stk\. 1, litra a`},
	{"basis: agreement", inReleases, `6\(1\)\(b\)`, `artikel 6, stk\. 1, litra b`},
	{"basis: interest, and which", "contributor employee notice", `legitimate interest in .*6\(1\)\(f\)`, `legitime? interesse i .*litra f`},
	{"what is not asked is not done", inConsent, `What we did not ask about, we do not do`, `Det, vi ikke har spurgt om, gør vi ikke`},
	{"recipients, with their policies", inAll, `\{recipients\} & link to its own privacy policy, with the policy’s title and date`, `\{recipients\} & egen privatlivspolitik med politikkens titel og dato`},
	{"processors by kind, and the list", inAll, `hosting, editing, subtitling & only do what we ask & the list of them`, `hosting, klipning, tekstning & kun gøre det, vi beder om & Listen over dem`},
	{"transfers out of the EU", inAll, `kept in the EU and EEA & USA or other countries & Data Privacy Framework`, `i EU og EØS & USA eller andre lande & Data Privacy Framework`},
	{"never sold", inAll, `never sold`, `aldrig solgt`},
	{"end of the footage", inSigned, `\{end\}`, `\{end\}`},
	{"end of the footage of a notice", "notice", `until ten years from today`, `højst ti år fra i dag`},
	{"proof after the end", inAll, `six months after`, `seks måneder efter`},
	{"what happens then", inAll, `delete`, `slette`},
	{"voluntary, no disadvantage", inAll, `no disadvantage`, `ikke til ulempe`},
	{"not a condition", inConsent, `not a condition for .*work.*pay`, `ikke (til ulempe|en betingelse) .*arbejde.*betaling`},
	{"what happens after a no", inSigned, `we film another way`, `filmer vi på en anden måde`},
	{"taking back at any time", inConsent, `take a yes back at any time|take back at any time`, `altid trække (et ja )?tilbage`},
	{"as easily, by these ways", inConsent, `as easy as saying yes & QR code & phone or e-mail & anyone in the crew`, `lige så let som at sige ja & QR-koden & telefon eller e-mail & hvem som helst på holdet`},
	{"no reason asked", inConsent + " notice", `without saying why|need not say why`, `uden at sige hvorfor|skal ikke sige hvorfor`},
	{"not backwards", inConsent, `does not work backwards`, `gælder ikke bagud`},
	{"what cannot be fetched back", inConsent + " notice", `we cannot fetch back`, `kan vi ikke hente tilbage`},
	{"time to carry it out", inConsent, `within 60 days`, `inden 60 dage`},
	{"access, others blurred", inAll, `see what we have about you \(other people in the picture are blurred first\)`, `hvad vi har om (dig|jer) \(andre i billedet bliver sløret først\)`},
	{"correct, delete, limit, object", inAll, `corrected & deleted & limited & object to it`, `rettet & slettet & begrænset & indsigelse`},
	{"take the data along", inSigned, `data to take with you`, `oplysninger(ne)? udleveret`},
	{"answer within a month, free", inAll, `within one month, and it is free`, `inden en måned, og det er gratis`},
	{"complaint", inAll, `Datatilsynet & Carl Jacobsens Vej 35, 2500 Valby & https://www\.datatilsynet\.dk & write to us first`, `Datatilsynet & Carl Jacobsens Vej 35, 2500 Valby & https://www\.datatilsynet\.dk & til os først`},
	{"contact used for nothing else", inSigned, `used for nothing else, never for advertising & not sold or passed on`, `bruges ikke til andet, aldrig til reklame & hverken solgt eller givet videre`},

	{"parental authority", "minor", `because you hold parental authority`, `fordi du har forældremyndighed`},
	{"another holder", "minor", `somebody else holds it too & both must sign`, `en anden også har den & skal begge skrive under`},
	{"who cannot sign", "minor", `Teachers, coaches and grandparents cannot sign`, `Lærere, trænere og bedsteforældre kan ikke skrive under`},
	{"the child's no", "minor", `A no from the child counts & From 15 the young person’s no is final`, `Et nej fra barnet gælder & Fra 15 år er den unges nej endeligt`},
	{"one withdrawal ends it", "minor", `If one holder of parental authority takes it back, it ends`, `Fortryder én med forældremyndighed, er det slut`},
	{"at 18", "minor", `At 18 your child decides alone & We write to the contact`, `Når dit barn er 18, bestemmer det selv & Vi skriver til den kontakt`},
	{"protected name or address", "minor", `name and address protection & need not say why`, `navne- og adressebeskyttelse & skal ikke sige hvorfor`},
	{"deletion without an answer", "minor", `Until you have signed, we use nothing & take-home code`, `Indtil du har skrevet under, bruger vi intet & datoen på koden`},

	{"the employer does not see", "employee", `do not get to see who said no`, `får ikke at se, hvem der sagde nej`},
	{"the alternative, recorded", "employee", `another seat, another task or another shift & We note what you were offered`, `en anden plads, en anden opgave eller en anden vagt & Vi noterer, hvad du blev tilbudt`},
	{"leaving the job", "employee", `If you leave the job`, `Skifter du job`},
	{"workplace", "employee", `your workplace, your signature`, `din arbejdsplads, din underskrift`},

	{"filming now", "notice", `is filming here now`, `filmer her nu`},
	{"where it is not filmed", "notice", `Where we do not film is marked`, `Hvor vi ikke filmer, er vist`},
	{"whom to tell", "notice", `wears a vest, or use \{contact\}`, `med en vest på, eller brug \{contact\}`},
	{"what an objection does", "notice", `We film around you, or make you impossible to recognise`, `filmer vi uden om dig eller gør dig umulig at genkende`},
	{"where the full text is", "notice", `QR code on the sign`, `QR-koden på skiltet`},
	{"information, not consent", "notice", `This is information\. You sign nothing & It is not consent`, `Dette er information\. Du skriver ikke under på noget & Det er ikke et samtykke`},
	{"close-ups are asked", "notice", `if we want to show you closely, we ask you first`, `vil vi vise dig tæt på, spørger vi dig først`},

	{"a page and a line of its own", inReleases, `page of its own & signature line of its own`, `sin egen side & sin egen underskriftslinje`},
	{"two documents", inReleases, `does not end th(e|is) agreement & nding th(e|is) agreement does not take back`, `afslutter ikke (denne )?aftale & afslutte aftalen trækker ikke`},
	{"rights granted", inReleases, `You allow us to record & in \{title\}, in its trailers`, `Du giver os lov til at optage & i \{title\}, i dens trailere`},
	{"fee or none", inReleases, `You get no fee unless`, `Du får ikke honorar, medmindre`},
	{"no duty to use", inReleases, `do not have to use what we have recorded`, `ikke pligt til at bruge det, vi har optaget`},
	{"editing", "contributor", `We choose, shorten and put together & false light`, `Vi vælger ud, forkorter & forkert lys`},
	{"credit", "contributor", `name on screen or in the credits`, `navn på skærmen eller i rulleteksterne`},
	{"consent is no price", "contributor", `need not say yes .* to get the agreement or the fee`, `behøver ikke sige ja .* for at få aftalen eller honoraret`},
	{"AI is never part of it", "contributor", `Training AI .* is never part of this agreement`, `At træne AI .* er aldrig en del af aftalen`},
	{"the press exemption", "contributor", `section 3\(8\)`, `§ 3, stk\. 8`},
	{"a place clears no person", "location", `It clears no person`, `Den giver ikke lov til at vise personer`},
	{"who may sign for a place", "location", `you own the place or may decide about it`, `du ejer stedet eller har lov til at bestemme over det`},
	{"place, days and limits", "location", `the days, the hours & must not be shown or said`, `dagene, tidspunkterne & ikke må vises eller siges`},
}

func TestMustHave(t *testing.T) {
	eachText(t, func(t *testing.T, terms consent.Terms, lang string, text *consent.Text) {
		full := fullText(text)
		for _, m := range mustHaves {
			if !slices.Contains(strings.Fields(m.in), terms.Key) {
				continue
			}
			pattern := m.pattern(t, lang)
			for part := range strings.SplitSeq(pattern, " & ") {
				if !regexp.MustCompile(part).MatchString(full) {
					t.Errorf("%s: nothing says %q", m.kind, part)
				}
			}
		}
	})
}

// pattern is what tells it in a language.
func (m mustHave) pattern(t *testing.T, lang string) string {
	t.Helper()
	own := map[string]string{"en": m.en, "da": m.da}[lang]
	if own == "" {
		own = known(t, lang).mustHave[m.kind]
	}
	if own == "" {
		t.Errorf("%s: no words to look for", m.kind)
	}
	return own
}

func TestAboutNamesTheText(t *testing.T) {
	eachText(t, func(t *testing.T, terms consent.Terms, lang string, text *consent.Text) {
		last := text.Full[len(text.Full)-1].Body
		if want := fmt.Sprintf(known(t, lang).about, terms.Key, terms.Version); !regexp.MustCompile(want).MatchString(last) {
			t.Errorf("the last section is %q, want %s", last, want)
		}
	})
}
