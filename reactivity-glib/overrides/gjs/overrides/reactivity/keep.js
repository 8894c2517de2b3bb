// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// Who keeps whom alive. C holds nothing: here a computation holds what it reads, and a source holds
// those of its readers that lead to an effect, or to somebody who listens. The collector sees all of
// it, so a cycle is no leak, and a derived that nobody holds or watches is garbage.
var define = modules => {
    const {EMPTY} = modules.cell;

    const isWatched = cell => cell.effect || cell.pinned || cell.subs.length > 0;

    // Makes `cell.deps[i]` hold `cell`. True if that dependency was not watched before.
    function add(cell, i) {
        const dep = cell.deps[i];
        const isNew = !isWatched(dep);

        if (dep.subs === EMPTY) {
            dep.subs = [];
            dep.subsAt = [];
        }
        cell.places[i] = dep.subs.length;
        dep.subs.push(cell);
        dep.subsAt.push(i);
        return isNew;
    }

    // Undoes that; the last entry takes the place. True if the dependency is not watched any more.
    function drop(cell, i) {
        const dep = cell.deps[i];
        const place = cell.places[i];
        const last = dep.subs.pop();
        const lastAt = dep.subsAt.pop();

        if (place < dep.subs.length) {
            dep.subs[place] = last;
            dep.subsAt[place] = lastAt;
            last.places[lastAt] = place;
        }
        cell.places[i] = -1;
        return !isWatched(dep);
    }

    // What has become watched is held by what it reads, and so on: without recursion, as everywhere.
    function spread(cells, step) {
        for (let at = 0; at < cells.length; at++) {
            const cell = cells[at];

            for (let i = 0; i < cell.deps.length; i++) {
                if (step(cell, i))
                    cells.push(cell.deps[i]);
            }
        }
    }

    // The last run of `cell` read `deps`.
    const relink = (cell, deps) => {
        const before = cell.deps;
        const lost = new Set();
        const gained = [];

        if (!isWatched(cell)) {
            cell.deps = deps;
            cell.places = new Array(deps.length).fill(-1);
            return;
        }

        for (let i = 0; i < before.length; i++) {
            if (drop(cell, i))
                lost.add(before[i]);
        }

        cell.deps = deps;
        cell.places = new Array(deps.length);
        for (let i = 0; i < deps.length; i++) {
            if (add(cell, i) && !lost.delete(deps[i]))
                gained.push(deps[i]);
        }

        spread(gained, add);
        spread([...lost], drop);
    };

    // A run that is under way has read `dep`, too.
    const extend = (cell, dep) => {
        const at = cell.deps.length;

        if (cell.deps === EMPTY) {
            cell.deps = [];
            cell.places = [];
        }
        cell.deps.push(dep);
        cell.places.push(-1);
        if (isWatched(cell) && add(cell, at))
            spread([dep], add);
    };

    // Somebody listens to `cell`: it lives as long as what it reads.
    const pin = cell => {
        const isNew = !isWatched(cell);

        cell.pinned = true;
        if (isNew)
            spread([cell], add);
    };

    return {extend, pin, relink};
};
