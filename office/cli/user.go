package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"onset/app/say"
	"onset/consent"
	"onset/office/web"
)

// userCmd is who may log in to the producers' pages.
func (p *program) userCmd() *cobra.Command {
	c := &cobra.Command{Use: "user", Short: p.Words.T("office.cli.user"), Args: cobra.ArbitraryArgs, RunE: func(c *cobra.Command, _ []string) error {
		return &say.UsageError{Err: &say.CountError{Use: c.UseLine() + " add|remove|role|password|list"}}
	}}
	c.AddCommand(p.userAddCmd(), p.userRemoveCmd(), p.userRoleCmd(), p.userPasswordCmd(), p.userListCmd())
	return c
}

// userFlags are the flags of user add and role.
type userFlags struct{ name, role, passwordFile string }

func (p *program) userAddCmd() *cobra.Command {
	var u userFlags
	c := p.userCommand("add EMAIL", cobra.ExactArgs(1), func(people *web.People, args []string) error {
		return p.addUser(people, args[0], u)
	})
	c.Flags().StringVar(&u.name, "name", "", p.Words.T("office.cli.user.name"))
	c.Flags().StringVar(&u.role, "role", string(web.Viewer), p.Words.T("office.cli.user.role"))
	c.Flags().StringVar(&u.passwordFile, "password-file", "", p.Words.T("office.cli.user.password_file"))
	return c
}

// userCommand is a command about users, with its texts taken from "office.cli.user.<name>".
func (p *program) userCommand(use string, args cobra.PositionalArgs, run func(*web.People, []string) error) *cobra.Command {
	name, _, _ := strings.Cut(use, " ")
	c := p.command(use, args, func(args []string) error {
		s, err := p.open()
		if err != nil {
			return err
		}
		people, err := s.People(p.ctx)
		if err != nil {
			return err
		}
		return run(people, args)
	})
	c.Short = p.Words.T("office.cli.user." + name)
	return c
}

func (p *program) addUser(people *web.People, email string, u userFlags) error {
	role, err := p.role(u.role)
	if err != nil {
		return err
	}
	in, err := p.rolesIn()
	if err != nil {
		return err
	}
	password, err := p.password(u.passwordFile)
	if err != nil {
		return err
	}
	name := u.name
	if name == "" {
		name = email
	}
	added, err := people.Add(p.ctx, name, email, password)
	if err != nil {
		return say.About(email, err)
	}
	for _, id := range in {
		if err := people.SetRole(p.ctx, added.ID, id, role); err != nil {
			return err
		}
	}
	p.Say("office.cli.user.added", "email", added.Email)
	return p.Result(map[string]string{"id": added.ID.String(), "email": added.Email}, added.ID.String())
}

func (p *program) role(text string) (web.Role, error) {
	r := web.Role(text)
	if text != "" && !slices.Contains(web.Roles(), r) {
		return "", p.usage("office.cli.user.bad_role")
	}
	return r, nil
}

// rolesIn are the productions that a role is given in: the one that was named, or all.
func (p *program) rolesIn() ([]consent.Ref, error) {
	s, err := p.open()
	if err != nil {
		return nil, err
	}
	if p.production != "" {
		k, err := p.kit()
		if err != nil {
			return nil, err
		}
		return []consent.Ref{k.ProductionID()}, nil
	}
	var all []consent.Ref
	for _, k := range s.Kits() {
		all = append(all, k.ProductionID())
	}
	return all, nil
}

// password reads a new password from a file, or asks for it twice.
func (p *program) password(file string) (string, error) {
	if file != "" {
		return p.fileLine(file)
	}
	if p.env.Secret == nil {
		return "", p.usage("office.cli.user.needs_password")
	}
	first, err := p.env.Secret(p.Words.T("office.cli.user.ask"))
	if err != nil {
		return "", err
	}
	again, err := p.env.Secret(p.Words.T("office.cli.user.ask_again"))
	if err != nil {
		return "", err
	}
	if first != again {
		return "", errors.New(p.Words.T("cli.ask.differ"))
	}
	return first, nil
}

func (p *program) userRemoveCmd() *cobra.Command {
	return p.userCommand("remove EMAIL", cobra.ExactArgs(1), func(people *web.People, args []string) error {
		u, err := people.Find(args[0])
		if err == nil {
			err = people.Remove(p.ctx, u.ID)
		}
		return say.About(args[0], err)
	})
}

func (p *program) userRoleCmd() *cobra.Command {
	return p.userCommand("role EMAIL [viewer|producer|administrator]", cobra.RangeArgs(1, 2), func(people *web.People, args []string) error {
		role, err := p.role(strings.Join(args[1:], ""))
		if err != nil {
			return err
		}
		u, err := people.Find(args[0])
		if err != nil {
			return say.About(args[0], err)
		}
		in, err := p.rolesIn()
		for _, id := range in {
			if err == nil {
				err = people.SetRole(p.ctx, u.ID, id, role)
			}
		}
		return say.About(args[0], err)
	})
}

func (p *program) userPasswordCmd() *cobra.Command {
	var file string
	c := p.userCommand("password EMAIL", cobra.ExactArgs(1), func(people *web.People, args []string) error {
		u, err := people.Find(args[0])
		if err != nil {
			return say.About(args[0], err)
		}
		password, err := p.password(file)
		if err != nil {
			return err
		}
		return say.About(args[0], people.SetPassword(p.ctx, u.ID, password))
	})
	c.Flags().StringVar(&file, "password-file", "", p.Words.T("office.cli.user.password_file"))
	return c
}

// userJSON is one row of user list --json.
type userJSON struct {
	ID    string            `json:"id"`
	Name  string            `json:"name"`
	Email string            `json:"email"`
	Roles map[string]string `json:"roles"` // by production
}

func (p *program) userListCmd() *cobra.Command {
	return p.userCommand("list", cobra.NoArgs, func(people *web.People, _ []string) error {
		var rows []userJSON
		for _, u := range people.List() {
			row := userJSON{ID: u.ID.String(), Name: u.Name, Email: u.Email, Roles: map[string]string{}}
			for id, role := range u.Roles {
				row.Roles[id.String()] = string(role)
			}
			rows = append(rows, row)
		}
		return say.List(&p.Voice, rows, "office.cli.user.none", []string{"name", "email", "roles"}, func(u userJSON) []string {
			return []string{u.Name, u.Email, p.roleWords(u.Roles)}
		})
	})
}

// roleWords says the roles of a user, each with the productions it is in.
func (p *program) roleWords(roles map[string]string) string {
	count := map[string]int{}
	for _, r := range roles {
		count[r]++
	}
	var out []string
	for _, r := range web.Roles() {
		if n := count[string(r)]; n > 0 {
			out = append(out, p.Words.N("office.cli.user.role_in", n, "role", string(r)))
		}
	}
	return strings.Join(out, ", ")
}
