// SPDX-License-Identifier: LGPL-2.1-or-later

// GtkExpression looks at nodes of JavaScript.

import Gtk from 'gi://Gtk?version=4.0';
import Reactivity from 'gi://Reactivity?version=1';

import {assertIs, collect, run} from './tap.js';

const {derived, effect, signal} = Reactivity;

// A property of a string that needs no display.
function bind(node) {
    const filter = new Gtk.StringFilter();

    Gtk.PropertyExpression.new(node.constructor.$gtype, null, 'value').bind(filter, 'search', node);
    return filter;
}

run('expression', {
    'follows-a-signal': () => {
        const text = signal('a');
        const filter = bind(text);

        assertIs(filter.search, 'a');
        text.set('b');
        collect();
        text.set('c');
        assertIs(filter.search, 'c');
    },

    'makes-a-string-of-a-number': () => {
        const number = signal(3);
        const filter = bind(number);

        assertIs(filter.search, '3');
        number.set(4);
        assertIs(filter.search, '4');
    },

    'follows-a-derived-that-is-read': () => {
        const text = signal('a');
        const twice = derived(() => text.get().repeat(2));
        const e = effect(() => twice.get());
        const filter = bind(twice);

        assertIs(filter.search, 'aa');
        text.set('b');
        assertIs(filter.search, 'bb');
        e.dispose();
    },
});
