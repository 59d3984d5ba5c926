// Command typecheck type-checks the project for platforms whose C compilers are not here.
//
//	typecheck [-tags TAGS] [OS/ARCH ...]
//
// It lists the packages as a build with cgo would choose them, checks the whole graph with the C parts faked, and
// fails on errors in the project's own packages only: with faked C a library may show errors that are not there. That
// a platform passes says that names, types and build constraints fit. It says nothing about linking or running.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// platforms are what the kit is meant for, apart from the one it is built on.
var platforms = []string{"windows/amd64", "darwin/arm64", "android/arm64", "ios/arm64"}

func main() {
	tags := flag.String("tags", "migrated_fynedo,noquic", "build tags, as for go build")
	flag.Parse()
	if flag.NArg() > 0 {
		platforms = flag.Args()
	}
	bad := 0
	for _, p := range platforms {
		start := time.Now()
		packages, problems, err := checkPlatform(".", p, *tags)
		if err != nil {
			problems = append(problems, err.Error())
		}
		show(os.Stderr, p, problems)
		bad += len(problems)
		fmt.Printf("%-14s %4d packages, %d errors in our own, %.1f s\n", p, packages, len(problems), time.Since(start).Seconds())
	}
	if bad > 0 {
		os.Exit(1)
	}
}

// shown is how many problems of one platform are printed: the first few say what is wrong with the rest.
const shown = 20

func show(w io.Writer, platform string, problems []string) {
	here, _ := os.Getwd() // without it the paths stay absolute
	for i, problem := range problems {
		if i == shown {
			fmt.Fprintf(w, "%s: and %d more\n", platform, len(problems)-i)
			return
		}
		fmt.Fprintf(w, "%s: %s\n", platform, strings.TrimPrefix(problem, here+string(os.PathSeparator)))
	}
}

func checkPlatform(dir, platform, tags string) (packages int, problems []string, err error) {
	system, arch, ok := strings.Cut(platform, "/")
	if !ok {
		return 0, nil, fmt.Errorf("%q is not OS/ARCH", platform)
	}
	listed, err := list(dir, system, arch, tags)
	if err != nil {
		return 0, nil, err
	}
	c := newChecker(arch)
	for _, p := range listed {
		c.check(p)
	}
	return len(listed), c.problems, nil
}
