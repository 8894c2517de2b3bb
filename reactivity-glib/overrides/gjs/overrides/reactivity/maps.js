// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// Maps and sets, tracked by key, by size, or as a whole. What else is in such an object is not tracked.
var define = modules => {
    const {methodTable} = modules.methods;
    const {Tracker} = modules.tracker;

    const mapMethods = methodTable(Map.prototype);
    const setMethods = methodTable(Set.prototype);

    const EDITORS = new Set(['add', 'clear', 'delete', 'set']);

    const copyOf = target => target instanceof Map
        ? [...Map.prototype.entries.call(target)] : [...Set.prototype.entries.call(target)];

    const CollectionTracker = class extends Tracker {
        constructor(graph, target, equals) {
            super(graph, target, equals);
            this.methods = target instanceof Map ? mapMethods : setMethods;
        }

        peekValue(key) {
            return Map.prototype.get.call(this.target, key);
        }

        peekHas(key) {
            return this.methods.prototype.has.call(this.target, key);
        }

        peekSize() {
            return this.target.size;
        }

        noteMembership(key) {
            this.note(this.presences, key);
            this.note(this.wholes, 'size');
            this.note(this.wholes, 'keys');
            this.note(this.wholes, 'all');
        }

        get(target, key, receiver) {
            if (key === 'size') {
                if (this.isTracking())
                    this.read(this.wholes, 'size');
                return target.size;
            }
            return this.methods.find(target, key) ?? this.findOwn(target, key) ??
                Reflect.get(target, key, receiver);
        }

        // What a subclass has in place of a method. It calls that of the class above, which takes no
        // proxy, so it works on the object itself; what it reads is not known by key.
        findOwn(target, key) {
            const method = target[key];

            if (!this.methods.entries.has(key) || typeof method !== 'function')
                return undefined;
            if (EDITORS.has(key))
                return (...args) => this.edit(() => method.apply(target, args));
            return (...args) => {
                if (this.isTracking())
                    this.read(this.wholes, 'all');
                return method.apply(target, args);
            };
        }

        // Calls `action`, which may change anything.
        edit(action) {
            const {target, proxy} = this;
            const before = this.isRead() ? copyOf(target) : null;

            try {
                const result = action();

                return result === target ? proxy : result;
            } finally {
                if (before !== null && !this.isSame(before, copyOf(target)))
                    this.noteEverything();
                this.commit();
            }
        }

        isSame(before, after) {
            return before.length === after.length && before.every(([key, value], i) =>
                Object.is(key, after[i][0]) && !this.differs(value, after[i][1]));
        }

        noteEverything() {
            for (const sources of [this.values, this.presences, this.wholes]) {
                for (const key of sources.keys())
                    this.note(sources, key);
            }
        }
    };

    mapMethods.addReaders('keys', ['keys']);
    mapMethods.addReaders('all', ['entries', 'values', Symbol.iterator]);
    mapMethods.addCallers('all', 1, ['forEach']);

    mapMethods.add('get', (tracker, get, [key]) => {
        if (tracker.isTracking() && !tracker.isCovered('all'))
            tracker.read(tracker.values, key);
        return get.call(tracker.target, key);
    });

    mapMethods.add('set', (tracker, set, [key, value]) => {
        const {target, proxy} = tracker;
        const isNew = !target.has(key);
        const before = target.get(key);

        set.call(target, key, value);
        tracker.note(tracker.values, key);
        if (isNew)
            tracker.noteMembership(key);
        else if (tracker.wholes.has('all') && tracker.differs(before, value))
            tracker.note(tracker.wholes, 'all');
        tracker.commit();
        return proxy;
    });

    setMethods.addReaders('keys', [
        'difference', 'entries', 'intersection', 'isDisjointFrom', 'isSubsetOf', 'isSupersetOf', 'keys',
        'symmetricDifference', 'union', 'values', Symbol.iterator,
    ]);
    setMethods.addCallers('keys', 1, ['forEach']);

    setMethods.add('add', (tracker, add, [key]) => {
        const {target, proxy} = tracker;
        const {size} = target;

        add.call(target, key);
        if (target.size !== size) {
            tracker.noteMembership(key);
            tracker.commit();
        }
        return proxy;
    });

    for (const methods of [mapMethods, setMethods]) {
        methods.add('has', (tracker, has, [key]) => {
            if (tracker.isTracking() && !tracker.isCovered('keys'))
                tracker.read(tracker.presences, key);
            return has.call(tracker.target, key);
        });

        methods.add('delete', (tracker, remove, [key]) => {
            const isDone = remove.call(tracker.target, key);

            if (isDone) {
                tracker.note(tracker.values, key);
                tracker.noteMembership(key);
                tracker.commit();
            }
            return isDone;
        });

        methods.add('clear', (tracker, clear) => {
            const {target, values, presences, wholes} = tracker;

            if (target.size === 0)
                return;

            // A key that was not there stays like that.
            const before = [...target.keys()].filter(key => values.has(key) || presences.has(key));

            clear.call(target);
            for (const key of before) {
                tracker.note(values, key);
                tracker.note(presences, key);
            }
            for (const whole of wholes.keys())
                tracker.note(wholes, whole);
            tracker.commit();
        });
    }

    return {CollectionTracker};
};
