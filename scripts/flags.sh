# Sourced by the other scripts. The flags of every build and test: other flags would compile Fyne's C once more.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tags=migrated_fynedo,noquic
