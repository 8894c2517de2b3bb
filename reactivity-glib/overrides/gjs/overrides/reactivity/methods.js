// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// The methods of a built-in class, as its proxies have them. They are the same for all proxies, like
// those of the class.
var define = () => {
    // Proxies, and what tracks them.
    const trackers = new WeakMap();

    const MethodTable = class {
        constructor(prototype) {
            this.prototype = prototype;
            this.entries = new Map();
        }

        // Called on something else, like an object that inherits from a proxy, it is the method.
        make(method, func) {
            return {
                [method.name](...args) {
                    const tracker = trackers.get(this);

                    return tracker === undefined
                        ? method.apply(this, args) : func(tracker, method, args);
                },
            }[method.name];
        }

        // `func` is called with the tracker, the method and the arguments. An older GJS lacks some.
        add(name, func) {
            const method = this.prototype[name];

            if (method !== undefined)
                this.entries.set(name, {method, replacement: this.make(method, func)});
        }

        readWhole(tracker, whole) {
            if (tracker.isTracking())
                tracker.read(tracker.wholes, whole);
        }

        readAll(tracker) {
            this.readWhole(tracker, 'all');
        }

        // Methods that read all.
        addReaders(whole, names) {
            for (const name of names) {
                this.add(name, (tracker, method, args) => {
                    this.readWhole(tracker, whole);
                    return method.apply(tracker.target, args);
                });
            }
        }

        // The same for those that call a function; after `nValues` values and a key that gets what it is
        // called for, which is the proxy.
        addCallers(whole, nValues, names) {
            for (const name of names) {
                this.add(name, (tracker, method, [func, ...rest]) => {
                    const {target, proxy} = tracker;
                    let call = func;

                    if (typeof func === 'function') {
                        call = nValues === 1
                            ? function (value, key) {
                                return func.call(this, value, key, proxy);
                            }
                            : (result, value, key) => func(result, value, key, proxy);
                    }
                    this.readWhole(tracker, whole);
                    return method.call(target, call, ...rest);
                });
            }
        }

        // What a proxy has in place of a method that `target` inherits.
        find(target, name) {
            const entry = this.entries.get(name);

            return entry !== undefined && target[name] === entry.method ? entry.replacement : undefined;
        }
    };

    const methodTable = prototype => new MethodTable(prototype);

    return {methodTable, trackers};
};
