// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// What C sees of a value, when it asks. What it cannot have, like a Map or a Symbol, it does not get.
var define = () => {
    const {GObject} = imports.gi;

    const setters = {
        gboolean: 'set_boolean',
        gint: 'set_int',
        guint: 'set_uint',
        gint64: 'set_int64',
        guint64: 'set_uint64',
        gfloat: 'set_float',
        gdouble: 'set_double',
        gchararray: 'set_string',
        GVariant: 'set_variant',
    };

    function make(type, value) {
        const gvalue = new GObject.Value();
        const setter = setters[type.name] ?? setters[GObject.type_fundamental(type).name];

        gvalue.init(type);
        gvalue[setter ?? 'set_object'](value);
        return gvalue;
    }

    // GJS makes the GValue itself where it is sure of the type.
    const toGValue = (value, type) => {
        if (type)
            return make(type, value);

        switch (typeof value) {
        case 'boolean':
        case 'string':
            return value;
        case 'number':
            if (Number.isSafeInteger(value) && (value | 0) !== value)
                return make(GObject.TYPE_INT64, value);
            return value;
        case 'bigint':
            return BigInt.asIntN(64, value) === value ? make(GObject.TYPE_INT64, value) : undefined;
        case 'object':
            return value?.constructor?.$gtype !== undefined ? value : undefined;
        default:
            return undefined;
        }
    };

    return {toGValue};
};
