// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// The nodes that are made in JavaScript. Each is a GObject; what is hot is in its cell.
var define = modules => {
    const {GObject, Reactivity, ReactivityGjs} = imports.gi;
    const {Cell, graphOf} = modules.cell;
    const {changed, noteUntold, tell} = modules.changes;
    const {pin} = modules.keep;
    const {KEY, NOTHING} = modules.keys;
    const {
        answers, callC, callFunction, callOut, disposedError, isEqual, refresh, track,
    } = modules.run;
    const {look} = modules.unseen;
    const {toGValue} = modules.values;

    const runInC = Reactivity.Effect.prototype.run;
    const disposeInC = Reactivity.Effect.prototype.dispose;

    const lossStrategies = {
        warn: Reactivity.LossStrategy.WARN,
        ignore: Reactivity.LossStrategy.IGNORE,
        restore: Reactivity.LossStrategy.RESTORE,
    };
    const schedules = {
        sync: Reactivity.Schedule.SYNC,
        idle: Reactivity.Schedule.IDLE,
    };

    // Before a method is found on a prototype, GJS asks GObject for one of that name in the object itself,
    // each time anew, which takes longer than all the rest of a read. So the hot ones are put there; they
    // are those of the class, or of a subclass that has its own.
    function putIn(object, ...names) {
        for (const name of names)
            object[name] = object[name];
    }

    const NODE = ['context', 'name'];
    const SOURCE = [...NODE, 'equals', 'type'];
    const EFFECT = [...NODE, 'immediate', 'lossStrategy', 'owner', 'priority', 'schedule'];

    // Which options there are.
    const optionNames = {
        signal: new Set(SOURCE),
        derived: new Set([...SOURCE, 'lossStrategy']),
        effect: new Set(EFFECT),
        asyncEffect: new Set([...EFFECT, 'rerun']),
    };

    function checkOptions(options, names) {
        if (typeof options !== 'object' || options === null || options instanceof GObject.Object)
            throw new TypeError(`Reactivity: options are an object, like {${[...names].at(-1)}: ...}`);
        for (const name in options) {
            if (!names.has(name)) {
                throw new TypeError(`Reactivity: there is no option ${name}, but ` +
                    `${[...names].join(', ')}`);
            }
        }
    }

    // One of the words, or its number.
    function choose(option, words, value) {
        const number = typeof value === 'string' ? words[value] : value;

        if (!Object.values(words).includes(number)) {
            throw new TypeError(`Reactivity: ${option} is ` +
                `${Object.keys(words).map(word => `'${word}'`).join(' or ')}`);
        }
        return number;
    }

    const isAsync = func => Object.prototype.toString.call(func) === '[object AsyncFunction]';

    // Of an asynchronous function nothing is tracked after the first await.
    function checkIsSync(func, other) {
        if (isAsync(func))
            throw new TypeError(`Reactivity: the function is asynchronous; use ${other}()`);
    }

    // A property costs as much as half a node, and most nodes are of the thread's own context.
    const construction = ({context}) =>
        context && context !== Reactivity.Context.get_default() ? {context} : {};

    function makeCell(object, {context, name, equals, type}) {
        const cell = new Cell(object, graphOf(context ?? Reactivity.Context.get_default()));

        object[KEY] = cell;
        if (name !== undefined)
            object.set_name(name);
        if (equals !== undefined)
            cell.equals = equals;
        if (type !== undefined)
            cell.type = type;
        return cell;
    }

    function makeComputation(object, func, options) {
        const cell = makeCell(object, options);
        const {lossStrategy} = options;

        if (typeof func !== 'function')
            throw new TypeError('Reactivity: a function is needed');

        cell.func = func;
        if (lossStrategy !== undefined)
            object.set_loss_strategy(choose('lossStrategy', lossStrategies, lossStrategy));
        return cell;
    }

    // As in C, a computation belongs to the scope or the run in which it is made. One of JavaScript holds
    // it here, and is held by it; one of C holds it in its own way. False where there is none.
    function adopt(cell) {
        if (ReactivityGjs.adopt(cell.handle) === 0)
            return false;

        const {graph: {handle, step}} = cell;
        const owner = ReactivityGjs.get_owner(handle);
        const parent = step !== null && step.object === owner ? step.cell : owner[KEY];

        if (parent === undefined || parent.native) {
            ReactivityGjs.hold(cell.handle);
            return true;
        }

        parent.children ??= new Set();
        parent.children.add(cell);
        cell.parent = parent;
        return true;
    }

    // It ends with `owner`, which does not hold it: what it does to that object would hold it in turn.
    function adoptFor(cell, owner) {
        const scope = Reactivity.Scope.new_for(owner, cell.graph.context);

        scope.enter();
        ReactivityGjs.adopt(cell.handle);
        scope.leave();
    }

    const cellByHandle = handle => ReactivityGjs.get_object(handle)[KEY];

    answers[ReactivityGjs.Call.PUBLISH] = handle => {
        const cell = cellByHandle(handle);
        const value = toGValue(cell.value, cell.type);

        cell.quiet = false;
        if (value !== undefined)
            cell.object.publish_value(value);
        return 0;
    };

    answers[ReactivityGjs.Call.STORE] = handle =>
        Number(write(cellByHandle(handle), ReactivityGjs.get_stored()));

    function write(cell, value) {
        const old = cell.value;

        if (isEqual(cell, old, value))
            return false;

        cell.value = value;
        if (!cell.quiet)
            changed(cell, old);
        else if (!cell.untold)
            noteUntold(cell);
        return true;
    }

    // Somebody who listens reads the derived, too.
    function listen(object, method, args) {
        pin(object[KEY]);
        return GObject.Object.prototype[method].apply(object, args);
    }

    // Somebody may hear of changes.
    function hear(object, method, args) {
        const cell = object[KEY];

        if (cell.untold)
            tell(cell);
        cell.quiet = false;
        return GObject.Object.prototype[method].apply(object, args);
    }

    function dispose(object) {
        callOut(object[KEY].graph, () => disposeInC.call(object));
    }

    function refuseToSet(object) {
        throw new TypeError(`Reactivity: ${object.get_name() ?? 'a derived'} is computed, ` +
            'and cannot be set');
    }

    const JSSignal = GObject.registerClass({
        GTypeName: 'ReactivityJSSignal',
    }, class JSSignal extends Reactivity.Signal {
        _init(value, options = {}) {
            checkOptions(options, optionNames.signal);
            super._init(construction(options));
            makeCell(this, options).value = value;
            putIn(this, 'get', 'peek', 'set', 'update');
        }

        get() {
            const cell = this[KEY];
            const {graph} = cell;

            if (graph.active !== null)
                track(cell);
            else if (graph.unseen !== null)
                look(graph);
            return cell.value;
        }

        peek() {
            return this[KEY].value;
        }

        set(value) {
            return write(this[KEY], value);
        }

        update(func) {
            const cell = this[KEY];

            return write(cell, func(cell.value));
        }

        get value() {
            return this.get();
        }

        set value(value) {
            write(this[KEY], value);
        }

        connect(...args) {
            return hear(this, 'connect', args);
        }

        connect_after(...args) {
            return hear(this, 'connect_after', args);
        }

        bind_property(...args) {
            return hear(this, 'bind_property', args);
        }

        bind_property_full(...args) {
            return hear(this, 'bind_property_full', args);
        }
    });

    // Two classes of C, and the same class in JavaScript for both.
    const derivedFrom = (Parent, GTypeName, isMemoized) => GObject.registerClass({
        GTypeName,
    }, class extends Parent {
        _init(func, options = {}) {
            checkOptions(options, optionNames.derived);
            checkIsSync(func, 'asyncDerived');
            super._init(construction(options));

            const cell = makeComputation(this, func, options);

            cell.lazy = true;
            if (isMemoized)
                cell.equals = false;
            adopt(cell);
            putIn(this, 'get', 'peek');
        }

        get() {
            const cell = this[KEY];
            const {graph} = cell;

            if (cell.validAt !== graph.epoch)
                refresh(cell);
            if (graph.active !== null)
                track(cell);
            else if (graph.unseen !== null)
                look(graph);
            return cell.value;
        }

        peek() {
            const cell = this[KEY];

            if (cell.validAt !== cell.graph.epoch)
                refresh(cell);
            return cell.value;
        }

        get value() {
            return this.get();
        }

        set value(_value) {
            refuseToSet(this);
        }

        set() {
            refuseToSet(this);
        }

        update() {
            refuseToSet(this);
        }

        dispose() {
            dispose(this);
        }

        connect(...args) {
            return listen(this, 'connect', args);
        }

        connect_after(...args) {
            return listen(this, 'connect_after', args);
        }

        bind_property(...args) {
            return listen(this, 'bind_property', args);
        }

        bind_property_full(...args) {
            return listen(this, 'bind_property_full', args);
        }
    });

    const JSDerived = derivedFrom(Reactivity.Derived, 'ReactivityJSDerived', false);
    const JSMemoized = derivedFrom(Reactivity.Memoized, 'ReactivityJSMemoized', true);

    const JSEffect = GObject.registerClass({
        GTypeName: 'ReactivityJSEffect',
    }, class JSEffect extends Reactivity.Effect {
        _init(func, options = {}) {
            checkOptions(options, optionNames.effect);
            checkIsSync(func, 'asyncEffect');

            const {immediate = true, owner, schedule, priority = imports.gi.GLib.PRIORITY_DEFAULT_IDLE} =
                options;

            super._init(construction(options));

            const cell = makeComputation(this, func, options);

            cell.effect = true;
            if (schedule !== undefined)
                this.set_schedule(choose('schedule', schedules, schedule), priority);
            if (owner)
                adoptFor(cell, owner);
            else
                adopt(cell);
            if (immediate)
                this._start();
        }

        // Nobody gets to see an effect whose first run has failed: it must not go on.
        _start() {
            try {
                this.run();
            } catch (error) {
                this.dispose();
                throw error;
            }
        }

        run() {
            const cell = this[KEY];
            const call = {error: NOTHING};

            if (cell.ended)
                throw disposedError(cell);

            let state;

            cell.explicit = call;
            try {
                state = callC(cell.graph, ReactivityGjs.run, cell.handle);
            } finally {
                cell.explicit = null;
            }
            if (call.error !== NOTHING)
                throw call.error;
            // That throws what is wrong: it runs already, say.
            if ((state & ReactivityGjs.State.FAILED) !== 0)
                callOut(cell.graph, () => runInC.call(this));
        }

        dispose() {
            dispose(this);
        }
    });

    // A cleanup function of a run that goes on in steps: what is made in these ends in its turn.
    const JSCleanup = GObject.registerClass({
        GTypeName: 'ReactivityJSCleanup',
    }, class JSCleanup extends Reactivity.Effect {
        _init(func, options) {
            super._init(construction(options));

            const cell = makeComputation(this, func, options);

            cell.effect = true;
            cell.disposed = () => callFunction(cell, func);
        }
    });

    const addCleanup = ({context}, func) => adopt(new JSCleanup(func, {context})[KEY]);

    return {
        JSSignal, JSDerived, JSMemoized, JSEffect,
        addCleanup, adopt, adoptFor, cellByHandle, checkOptions, choose, construction, dispose, listen,
        makeComputation, optionNames, schedules,
    };
};
