#!/usr/bin/env -S gjs -m
// SPDX-License-Identifier: LGPL-2.1-or-later

// A window that counts: in GJS.

import GObject from 'gi://GObject';
import Gtk from 'gi://Gtk?version=4.0';
import Reactivity from 'gi://Reactivity?version=1';

const {derived, effect, signal} = Reactivity;

const CounterWindow = GObject.registerClass(class CounterWindow extends Gtk.ApplicationWindow {
    _init(application) {
        super._init({application, title: 'Counter', defaultWidth: 240, defaultHeight: 180});

        const count = signal(0);
        const doubled = derived(() => 2 * count.get());

        const box = new Gtk.Box({
            orientation: Gtk.Orientation.VERTICAL,
            spacing: 12,
            halign: Gtk.Align.CENTER,
            valign: Gtk.Align.CENTER,
        });
        const countLabel = new Gtk.Label();
        const doubledLabel = new Gtk.Label();
        const button = new Gtk.Button({label: 'Add one'});

        [countLabel, doubledLabel, button].forEach(widget => box.append(widget));
        this.set_child(box);
        button.connect('clicked', () => count.update(n => n + 1));

        // Runs again whenever one of the two has changed, and ends with the window.
        effect(() => {
            countLabel.label = `Count: ${count.get()}`;
            doubledLabel.label = `Doubled: ${doubled.get()}`;
        }, {owner: this});
    }
});

const application = new Gtk.Application({applicationId: 'org.example.Counter'});

application.connect('activate', () => new CounterWindow(application).present());
application.run([]);
