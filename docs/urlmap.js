// SPDX-License-Identifier: LGPL-2.1-or-later
// Where the manuals of other namespaces are: read by every page of this one.
baseURLs = [
  ['GLib', 'https://docs.gtk.org/glib/'],
  ['GObject', 'https://docs.gtk.org/gobject/'],
  ['Gio', 'https://docs.gtk.org/gio/'],
];
