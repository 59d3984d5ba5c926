package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// The table of the page stands between these lines. People write the last column, the rest is made.
const (
	tableStart = "<!-- linked: made by make thirdparty, all but the last column -->"
	tableEnd   = "<!-- end of linked -->"
	tableHead  = "| module | version | licence | for |\n|---|---|---|---|\n"
	purposeGap = "?"
)

var errNoTable = errors.New("the page has lost the lines around its table")

// row is a line of the table.
type row struct{ version, licence, purpose string }

var rowLine = regexp.MustCompile(`(?m)^\| (\S+) \| (\S+) \| (\S+) \| (.*?) \|$`)

// table reads the rows of the page by module, and gives what stands before and after them.
func table(page string) (rows map[string]row, before, after string, err error) {
	before, rest, ok := strings.Cut(page, tableStart)
	text, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		return nil, "", "", errNoTable
	}
	rows = map[string]row{}
	for _, m := range rowLine.FindAllStringSubmatch(text, -1) {
		rows[m[1]] = row{m[2], m[3], m[4]}
	}
	return rows, before, after, nil
}

// rewrite is the page with a table of the modules; what a person wrote about one stays.
func rewrite(page string, modules []module) (string, error) {
	rows, before, after, err := table(page)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(before + tableStart + "\n\n" + tableHead)
	for _, m := range modules {
		purpose := purposeGap
		if r, ok := rows[m.Path]; ok {
			purpose = r.purpose
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.Path, m.Version, m.licence, purpose)
	}
	b.WriteString("\n" + tableEnd + after)
	return b.String(), nil
}

// compare says where the page and the modules differ.
func compare(page string, modules []module) (problems []string) {
	rows, _, _, err := table(page)
	if err != nil {
		return []string{err.Error()}
	}
	delete(rows, "module")
	delete(rows, "|---|---|---|---|")
	for _, m := range modules {
		r, ok := rows[m.Path]
		delete(rows, m.Path)
		switch {
		case !ok:
			problems = append(problems, m.Path+" is linked and not on the page")
		case r.version != m.Version || r.licence != m.licence:
			problems = append(problems, fmt.Sprintf("%s is %s under %s, the page says %s under %s", m.Path, m.Version, m.licence, r.version, r.licence))
		case m.licence == "unknown":
			problems = append(problems, m.Path+" has a licence that tools/thirdparty does not know: read it")
		case r.purpose == purposeGap:
			problems = append(problems, m.Path+" has no word about what it is for")
		}
	}
	for path := range rows {
		problems = append(problems, path+" is on the page and not linked")
	}
	return problems
}
