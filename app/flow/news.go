package flow

import (
	"cmp"
	"context"
	"slices"
	"time"

	"onset/consent"
	"onset/media"
)

// NewsKind is what another device said of a person. The words are in assets:
// "news.<kind>".
type NewsKind string

// The kinds of news: what makes a use stricter, or takes somebody's name away.
const (
	NewsTookBack    NewsKind = "took_back"
	NewsRestricted  NewsKind = "restricted"
	NewsInvalidated NewsKind = "invalidated"
	NewsRefused     NewsKind = "refused" // a parent or a child said no after the declaration
	NewsAvoid       NewsKind = "avoid"
	NewsBlur        NewsKind = "blur"
	NewsErased      NewsKind = "erased"
)

// News is something that another device said and that this crew must hear of.
type News struct {
	ID       consent.Ref // of the statement
	Kind     NewsKind
	Person   consent.ID
	Name     string            // empty where it is not known here, or was erased
	Purposes []consent.Purpose // with NewsTookBack; empty = all
	Until    consent.Date      // with NewsRestricted, zero = for good
	Clips    int               // that it keeps from being used now; of somebody erased, those with the person in it
	Office   bool              // an office said it
	Device   string            // what people call the device that said it, empty where that is unknown
	At       time.Time         // when it was said, by that device's clock
	Heard    time.Time         // when it came here
	Seen     bool              // a person has looked at it
}

const (
	newsFor   = 7 * 24 * time.Hour // after it came it is shown for so long
	newsShown = 100                // at most
)

// News is what others said lately, the newest here first.
func (k *Kit) News() []News {
	lines := k.news.recent(k.now().Add(-newsFor))
	if len(lines) == 0 {
		return nil
	}
	out := make([]News, len(lines))
	l := k.look()
	blocked := k.newsClips(l, lines)
	for i, n := range lines {
		out[i] = News{
			ID: n.ID, Kind: n.Kind, Person: n.Person, Purposes: n.Purposes, Until: n.Until, Clips: blocked[n.ID],
			Name: k.labels.of(n.Person).Name, At: n.At, Heard: n.Heard, Seen: n.Seen,
		}
	}
	k.mu.Unlock()
	for i, n := range lines {
		out[i].Device, out[i].Office = k.deviceLabel(n.Author), k.atOffice(n.Author)
	}
	slices.SortStableFunc(out, func(a, b News) int { return cmp.Or(b.Heard.Compare(a.Heard), b.At.Compare(a.At)) })
	return out
}

// NewsOf is what others said lately about one person.
func (k *Kit) NewsOf(person consent.ID) []News {
	return slices.DeleteFunc(k.News(), func(n News) bool { return n.Person != person })
}

// NewsSeen notes that a person has looked at news. What is not known is passed over.
func (k *Kit) NewsSeen(ctx context.Context, ids ...consent.Ref) error {
	if !k.news.see(ids) {
		return nil
	}
	err := k.keepNews(ctx)
	k.tell()
	return err
}

// newsClips counts the clips that news keep from being used; mu is held.
func (k *Kit) newsClips(l *media.Ledger, lines []newsLine) map[consent.Ref]int {
	about := map[consent.ID][]newsLine{}
	for _, n := range lines {
		about[n.Person] = append(about[n.Person], n)
	}
	out := map[consent.Ref]int{}
	for _, c := range l.Clips() {
		for person, news := range about {
			if !tagged(c.Tags, person) {
				continue
			}
			for i := range news {
				out[news[i].ID] += count(news[i].Kind == NewsErased || k.stops(l, c, &news[i]))
			}
		}
	}
	return out
}

// stops reports whether a clip is blocked for one of the uses that news are
// about; mu is held.
func (k *Kit) stops(l *media.Ledger, c *media.Clip, n *newsLine) bool {
	uses := n.Purposes
	if of := l.Consent(n.Consent); len(uses) == 0 && of != nil {
		for _, ch := range of.Choices {
			if ch.Answer == consent.Granted {
				uses = append(uses, ch.Purpose)
			}
		}
	}
	if len(uses) == 0 {
		uses = []consent.Purpose{k.mainUse()}
	}
	return slices.ContainsFunc(uses, func(p consent.Purpose) bool {
		return l.Clear(c, media.Use{Purpose: p}).Result == media.Blocked
	})
}
