// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// Arrays, tracked by index, by length, or as a whole. Their methods work on the array itself: one that
// reads it depends on all of it, and one that changes it knows where.
var define = modules => {
    const {methodTable} = modules.methods;
    const {ObjectTracker} = modules.objects;

    // What the key of an index is, as a number; NaN for other keys.
    function indexOf(key) {
        const index = typeof key === 'string' ? Number(key) : NaN;

        return index >= 0 && index < 2 ** 32 - 1 && String(index) === key ? index : NaN;
    }

    // A part, with its holes.
    function copy(array, from, to) {
        const part = [];

        for (let i = from; i < to; i++) {
            if (i in array)
                part[i - from] = array[i];
        }
        part.length = Math.max(0, to - from) || 0;
        return part;
    }

    // Where a method starts that was given `start`.
    function place(start, length) {
        const index = Math.trunc(start) || 0;

        return index < 0 ? Math.max(length + index, 0) : Math.min(index, length);
    }

    const ArrayTracker = class extends ObjectTracker {
        // Calls `action`, which changes items from `from` on: those before `to`, or, if the length
        // changes, all that follow.
        edit(from, to, action) {
            if (!this.isRead())
                return action();

            const {length} = this.target;
            const before = copy(this.target, from, Math.min(to, length));

            try {
                return action();
            } finally {
                this._noteEdit(from, length, before);
                this.commit();
            }
        }

        _noteEdit(from, length, before) {
            const {target} = this;
            const isMoved = target.length !== length;
            const first = isMoved ? Math.min(from, length, target.length) : from;
            const end = isMoved ? Math.max(length, target.length) : from + before.length;
            let isChanged = isMoved;
            let areOtherKeys = isMoved;

            for (let i = 0; !isMoved && i < before.length; i++) {
                if (i in before !== from + i in target)
                    isChanged = areOtherKeys = true;
                isChanged ||= this.differs(before[i], target[from + i]);
            }

            this._noteRange(this.values, first, end);
            if (isMoved)
                this.note(this.values, 'length');
            if (areOtherKeys) {
                this._noteRange(this.presences, first, end);
                this.note(this.wholes, 'keys');
            }
            if (isChanged)
                this.note(this.wholes, 'all');
        }

        // Goes through the range, or through what is read, whichever is shorter.
        _noteRange(sources, first, end) {
            if (end - first < sources.size) {
                for (let i = first; i < end; i++)
                    this.note(sources, String(i));
                return;
            }
            for (const key of sources.keys()) {
                const index = indexOf(key);

                if (index >= first && index < end)
                    this.note(sources, key);
            }
        }

        change(key, action) {
            if (key === 'length')
                return this.edit(Infinity, Infinity, action);

            const index = indexOf(key);

            if (Number.isNaN(index))
                return super.change(key, action);
            return this.edit(index, index + 1, action);
        }

        get(target, key, receiver) {
            const method = methods.find(target, key);

            if (method !== undefined)
                return method;
            // JSON.stringify() would read each index by itself.
            if (key === 'toJSON' && target.toJSON === undefined)
                return arrayToJSON;
            if (this.isTracking() && this.isCovered('all'))
                return Reflect.get(target, key, receiver);
            return super.get(target, key, receiver);
        }
    };

    const methods = methodTable(Array.prototype);

    const arrayToJSON = methods.make(function toJSON() {
        return this;
    }, tracker => {
        methods.readAll(tracker);
        return tracker.target;
    });

    methods.addReaders('all', [
        'concat', 'entries', 'flat', 'includes', 'indexOf', 'join', 'lastIndexOf', 'slice',
        'toLocaleString', 'toReversed', 'toSorted', 'toSpliced', 'toString', 'values', 'with',
        Symbol.iterator,
    ]);
    methods.addCallers('all', 1, [
        'every', 'filter', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flatMap', 'forEach', 'map',
        'some',
    ]);
    methods.addCallers('all', 2, ['reduce', 'reduceRight']);

    const editors = {
        push: () => [Infinity, Infinity],
        pop: () => [Infinity, Infinity],
        shift: () => [0, 0],
        unshift: () => [0, 0],
        splice({length}, args) {
            const start = args.length === 0 ? length : place(args[0], length);

            return [start, start + Math.max(0, args.length - 2)];
        },
        sort: ({length}) => [0, length],
        reverse: ({length}) => [0, length],
        fill: ({length}, args) =>
            [place(args[1], length), args[2] === undefined ? length : place(args[2], length)],
        copyWithin: ({length}, args) => [place(args[0], length), length],
    };

    for (const [name, range] of Object.entries(editors)) {
        methods.add(name, (tracker, method, args) => {
            const {target, proxy} = tracker;
            const [from, to] = range(target, args);
            const result = tracker.edit(from, to, () => method.apply(target, args));

            return result === target ? proxy : result;
        });
    }

    return {ArrayTracker};
};
