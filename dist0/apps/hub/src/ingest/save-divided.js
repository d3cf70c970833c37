/**
 * Saves `items` at once. When `isFinal` says that one of them can never be stored, the halves are tried, so that one bad
 * item costs a few statements and not its neighbours. Any other failure is thrown: then all of it comes again.
 */
export async function saveDivided(items, save, isFinal) {
    try {
        return { saved: await save(items), refused: [] };
    }
    catch (error) {
        if (!isFinal(error))
            throw error;
        if (items.length === 1)
            return { saved: [], refused: items };
    }
    const half = Math.ceil(items.length / 2);
    const first = await saveDivided(items.slice(0, half), save, isFinal);
    const second = await saveDivided(items.slice(half), save, isFinal);
    return {
        saved: [...first.saved, ...second.saved],
        refused: [...first.refused, ...second.refused],
    };
}
//# sourceMappingURL=save-divided.js.map