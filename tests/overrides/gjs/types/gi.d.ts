// SPDX-License-Identifier: LGPL-2.1-or-later

// What the examples use besides; its types are the affair of others.

declare module 'gi://GObject' {
    const GObject: any;
    export default GObject;
}

declare module 'gi://Gtk?version=4.0' {
    const Gtk: any;
    export default Gtk;
}

declare function print(...args: unknown[]): void;
