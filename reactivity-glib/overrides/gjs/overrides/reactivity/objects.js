// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// Objects, tracked by property.
var define = modules => {
    const {Tracker} = modules.tracker;

    // The language reads these all the time, and nobody changes them.
    const wellKnown = new Set(Reflect.ownKeys(Symbol).map(name => Symbol[name])
        .filter(value => typeof value === 'symbol'));

    function descriptorOf(target, key) {
        for (let object = target; object !== null; object = Reflect.getPrototypeOf(object)) {
            const descriptor = Reflect.getOwnPropertyDescriptor(object, key);

            if (descriptor !== undefined)
                return descriptor;
        }
        return undefined;
    }

    const isAccessor = descriptor => descriptor?.get !== undefined || descriptor?.set !== undefined;

    // Who looks at the keys sees whether there is a property, and whether it is hidden.
    function visibility(target, key) {
        const descriptor = Reflect.getOwnPropertyDescriptor(target, key);

        if (descriptor === undefined)
            return 'none';
        return descriptor.enumerable ? 'shown' : 'hidden';
    }

    const ObjectTracker = class extends Tracker {
        // A getter stands for what it reads.
        peekValue(key) {
            const descriptor = descriptorOf(this.target, key);

            return isAccessor(descriptor) ? descriptor.get : descriptor?.value;
        }

        peekHas(key) {
            return Object.hasOwn(this.target, key);
        }

        // Calls `action`, which does something to a property.
        change(key, action) {
            if (!this.isRead())
                return action();

            const before = visibility(this.target, key);
            const isDone = action();
            const after = visibility(this.target, key);

            if (isDone) {
                this.note(this.values, key);
                if (before !== after) {
                    this.note(this.presences, key);
                    this.note(this.wholes, 'keys');
                }
                this.commit();
            }
            return isDone;
        }

        readPresence(key) {
            if (this.isTracking() && !this.isCovered('keys'))
                this.read(this.presences, key);
        }

        get(target, key, receiver) {
            if (this.isTracking() && !wellKnown.has(key))
                this.read(this.values, key);
            return Reflect.get(target, key, receiver);
        }

        set(target, key, value, receiver) {
            // A setter has the proxy as `this`; an object that inherits from it gets its own property.
            if (receiver !== this.proxy || isAccessor(descriptorOf(target, key)))
                return Reflect.set(target, key, value, receiver);
            return this.change(key, () => Reflect.set(target, key, value));
        }

        defineProperty(target, key, descriptor) {
            return this.change(key, () => Reflect.defineProperty(target, key, descriptor));
        }

        deleteProperty(target, key) {
            return this.change(key, () => Reflect.deleteProperty(target, key));
        }

        has(target, key) {
            this.readPresence(key);
            return Reflect.has(target, key);
        }

        getOwnPropertyDescriptor(target, key) {
            this.readPresence(key);
            return Reflect.getOwnPropertyDescriptor(target, key);
        }

        ownKeys(target) {
            if (this.isTracking())
                this.read(this.wholes, 'keys');
            return Reflect.ownKeys(target);
        }
    };

    return {ObjectTracker};
};
