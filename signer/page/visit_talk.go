package page

import (
	"context"
	"errors"
	"strings"
	"time"

	"onset/consent"
)

// How long a message may wait for its turn at the desk, and what the desk may
// take for it then, also after the phone that sent it has lost the network. A
// phone that is told "slow" tries again by itself.
const (
	turnTime = 12 * time.Second
	deskTime = 20 * time.Second
)

// talk answers one message of one phone.
func (s *Server) talk(ctx context.Context, a arrival, m *message, picture []byte) reply {
	v, changed, err := s.visits.find(a, s.o.Rand)
	for _, p := range changed {
		s.o.Seen(p)
	}
	if err != nil {
		return replyOf(err)
	}
	ctx = context.WithoutCancel(ctx)
	v.turn.Lock()
	defer v.turn.Unlock()
	s.recall(ctx, v, m.Lang)
	r := s.once(ctx, v, m, picture)
	s.note(v, m, &r)
	r.Code = strings.ReplaceAll(v.phone.Code, " ", "")
	return r
}

// once answers a message that it has not heard yet, and gives the same answer
// to one that it has.
func (s *Server) once(ctx context.Context, v *visit, m *message, picture []byte) reply {
	before, fresh, old := v.answered(m.Type, m.N)
	if m.Type == sayHello || m.Type == sayStep {
		if fresh {
			v.remember(m.Type, m.N, reply{})
		}
		return s.attend(v, m, old)
	}
	switch {
	case old:
		return replyOf(errBroken)
	case !fresh:
		return before
	}
	s.visits.letIn(v)
	r := s.act(ctx, v, m, picture)
	if r.final() {
		v.remember(m.Type, m.N, r)
	}
	return r
}

func (s *Server) act(ctx context.Context, v *visit, m *message, picture []byte) reply {
	waiting, giveUp := context.WithTimeout(ctx, turnTime)
	defer giveUp()
	if err := enter(waiting, s.taking); err != nil {
		return replyOf(errSlow)
	}
	defer func() { <-s.taking }()
	ctx, cancel := context.WithTimeout(ctx, deskTime)
	defer cancel()
	r := s.does(m.Type)(ctx, v, m, picture)
	if r.Error != "" && ctx.Err() != nil { // whatever the desk takes it for, its time was too short
		return replyOf(errSlow)
	}
	return r
}

// does is what a type of message does that says something for good.
func (s *Server) does(kind string) func(context.Context, *visit, *message, []byte) reply {
	switch kind {
	case saySend:
		return s.send
	case sayRefuse:
		return s.refuse
	case sayAway:
		return s.away
	}
	return s.takeBack
}

// note keeps what the crew sees of a phone after a message.
func (s *Server) note(v *visit, m *message, r *reply) {
	v.highest = max(v.highest, m.N)
	if m.Type == sayHello {
		r.N = v.highest
	}
	now := s.o.Now()
	p, changed := s.visits.update(v, func(p *Phone) {
		p.Seen = now
		if m.Lang != "" {
			p.Language = m.Lang
		}
		p.Trouble = ""
		if r.Error != "" && r.Error != "busy" {
			p.Trouble = "err." + r.Error
		}
	})
	if changed {
		s.o.Seen(p)
	}
}

// at puts a phone at a step.
func (s *Server) at(v *visit, step Step, id consent.ID) {
	if p, changed := s.visits.update(v, func(p *Phone) {
		p.Step = step
		p.Help = p.Help && !step.Over()
		if !id.IsZero() {
			p.Consent = id
		}
	}); changed {
		s.o.Seen(p)
	}
}

// step is where the phone stands. Only its own messages move it, under its turn.
func (s *Server) step(v *visit) Step { return s.visits.of(v).Step }

// recall finds what the phone did before this server was started, or before its
// visit was dropped.
func (s *Server) recall(ctx context.Context, v *visit, lang string) {
	if !v.recall {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, deskTime)
	defer cancel()
	if v.door.Opened.After(s.started) && !s.visits.hasForgotten() {
		v.recall = false
		return
	}
	lang = orElse(lang, v.door.Language)
	for _, what := range []string{idOfConsent, idOfRequest} {
		r, err := s.o.Desk.Receipt(ctx, v.door, consentID(v.door, &v.key, what), lang)
		switch {
		case errors.Is(err, ErrNoConsent):
			continue
		case err == nil && what == idOfConsent:
			v.receipt = r
			s.at(v, StepSigned, r.Consent)
		case err == nil && r.TakeHome != nil:
			v.home = r.TakeHome
			s.at(v, StepAway, r.Consent)
		case err == nil: // a guardian has answered since; what they said is theirs, not this phone's
		default:
			return // asked again with the next message
		}
		break
	}
	v.recall = false
}

// What ids are derived for, see consentID.
const (
	idOfConsent = "a consent"
	idOfRequest = "a request"
	idOfRefusal = "a refusal"
)

// attend answers hello and step: where the phone stands, and what it is done with.
func (s *Server) attend(v *visit, m *message, old bool) reply {
	step := s.step(v)
	if step.Over() && !v.changedMind(m) {
		return s.done(v, step, m.Lang)
	}
	if line := s.visits.place(v, s.o.Room(), s.o.Now()); line > 0 {
		s.at(v, StepWaiting, consent.ID{})
		return reply{Error: "busy", Step: string(StepWaiting), Line: line}
	}
	if step == StepWaiting || step == StepRefused {
		step = StepReading
	}
	if m.Type == sayStep && !old {
		step = stepOf(m.Step)
		s.help(v, m.Help)
	}
	s.at(v, step, consent.ID{})
	return reply{OK: true, Step: string(step)}
}

// changedMind reports whether somebody who said no goes on: the phone tells a
// step that it counted after the refusal.
func (v *visit) changedMind(m *message) bool {
	return v.refused && v.receipt == nil && v.home == nil && m.Type == sayStep && m.N > v.said[sayRefuse].n
}

func (s *Server) help(v *visit, wanted bool) {
	if p, changed := s.visits.update(v, func(p *Phone) { p.Help = p.Help || wanted }); changed {
		s.o.Seen(p)
	}
}

// done says what came of a visit that is over.
func (s *Server) done(v *visit, step Step, lang string) reply {
	w := s.o.Docs.Words(orElse(lang, v.door.Language))
	r := reply{OK: true, Step: string(step)}
	switch step {
	case StepSigned:
		r.Done = wireReceiptOf(v.receipt, w)
	case StepAway:
		r.Home = wireHomeOf(v.home, w)
	}
	return r
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
