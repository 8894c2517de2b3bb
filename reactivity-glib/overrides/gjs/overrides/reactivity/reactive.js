// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// Which proxy is for which object.
var define = modules => {
    const {GObject} = imports.gi;
    const {ArrayTracker} = modules.arrays;
    const {graphOf} = modules.cell;
    const {CollectionTracker} = modules.maps;
    const {trackers} = modules.methods;
    const {ObjectTracker} = modules.objects;

    // For each graph, the proxies of objects. A proxy holds its object, and lives as long as that.
    const proxiesOf = new WeakMap();

    // Others, like dates, keep what they are where a proxy does not get at it.
    function trackerClass(value) {
        if (Array.isArray(value))
            return ArrayTracker;
        if (value instanceof Map || value instanceof Set)
            return CollectionTracker;
        if (value instanceof GObject.Object)
            throw new TypeError('Reactivity: for a GObject there is Reactivity.Object');
        if (Object.prototype.toString.call(value) === '[object Object]')
            return ObjectTracker;
        throw new TypeError('Reactivity: an object, an array, a Map or a Set is needed');
    }

    const makeReactive = (context, value, {equals = Object.is} = {}) => {
        if (trackers.has(value))
            return value;
        if (equals !== false && typeof equals !== 'function')
            throw new TypeError('Reactivity: equals is a function or false');

        const TrackerClass = trackerClass(value);
        const graph = graphOf(context);
        let proxies = proxiesOf.get(graph);

        if (proxies === undefined)
            proxiesOf.set(graph, proxies = new WeakMap());

        let proxy = proxies.get(value);

        if (proxy === undefined) {
            const tracker = new TrackerClass(graph, value, equals);

            ({proxy} = tracker);
            trackers.set(proxy, tracker);
            proxies.set(value, proxy);
        }
        return proxy;
    };

    const extendReactive = () => {
        modules.context.contextMethods.reactive = function (value, options) {
            return makeReactive(options?.context ?? this, value, options);
        };
    };

    return {extendReactive};
};
