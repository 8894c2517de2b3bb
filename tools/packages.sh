# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For ./dev: the packages of Debian that each purpose needs, and how they are installed.

# shellcheck shell=sh disable=SC2086 # words are wanted

# The library, and examples in the terminal.
library_packages='gcc gettext libc6-dev libglib2.0-dev meson ninja-build pkg-config python3'
introspection_packages='gobject-introspection libgirepository1.0-dev'
languages_packages="$introspection_packages gjs python-gi-dev python3-dev python3-gi valac"
# Examples with a window.
windows_packages='gir1.2-gtk-4.0 libgtk-4-dev'
docs_packages='gi-docgen'
# What clicks in windows, on a display of its own; tools that check; what programs in Python use.
# Meson uses ccache where it is.
test_packages='at-spi2-core dbus gir1.2-atspi-2.0 xauth xdotool xvfb
  ccache clang git mypy node-typescript
  python3-anyio python3-numpy python3-pandas python3-trio'
sanitize_packages='libasan8 libubsan1'
valgrind_packages='valgrind'

bench_packages='g++ qt6-base-dev'
# Node.js that is not Debian's comes with npm, and conflicts with the package of that name.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  bench_packages="$bench_packages nodejs npm"
fi

# Prints the packages for the named purposes, and those for the library, which all need.
packages_for () {
  list=$library_packages
  for purpose in "$@"; do
    case $purpose in
      library) ;;
      introspection) list="$list $introspection_packages" ;;
      languages) list="$list $languages_packages" ;;
      windows) list="$list $windows_packages" ;;
      docs) list="$list $docs_packages" ;;
      test) list="$list $test_packages" ;;
      sanitize) list="$list $sanitize_packages" ;;
      valgrind) list="$list $valgrind_packages" ;;
      bench) list="$list $bench_packages" ;;
      *) echo "There are no packages for: $purpose" >&2; exit 2 ;;
    esac
  done
  echo $list
}

# Prints those of the named packages that are not installed.
missing () {
  for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || echo "$package"
  done
}

# Ends, after it has said how the packages $1 are installed by hand.
install_by_hand () {
  cat >&2 <<END
Nothing was installed. This installs it, as root:

  apt-get update
  apt-get install --no-install-recommends $1
END
  exit 1
}

# Installs what the named purposes need; asks first, unless it is root who runs this.
need_for () {
  # Not in the call below: there, a purpose that is not known would not end the script.
  list=$(packages_for "$@")
  need $list
}

# The same for the named packages.
need () {
  if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system; the commands of these packages are needed: $*" >&2
    return
  fi

  packages=$(missing "$@" | xargs)
  [ -n "$packages" ] || return 0

  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || install_by_hand "$packages"
    printf 'Install with sudo: %s? [y/N] ' "$packages"
    read -r answer || { answer=; echo; }
    case $answer in
      [yY] | [yY][eE][sS]) as_root=sudo ;;
      *) install_by_hand "$packages" ;;
    esac
  fi

  say "Installing $packages"
  $as_root apt-get update -q
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $packages
}
