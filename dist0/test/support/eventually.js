/**
 * Asks `probe` again and again until it answers something truthy (or stops throwing), for conditions of other processes
 * that send no event. The limit only bounds a failing test; it is no timing assertion.
 */
export async function eventually(what, probe, limitMs = 60_000) {
    const deadline = performance.now() + limitMs;
    let last = 'never true';
    for (;;) {
        try {
            const answer = await probe();
            if (answer !== undefined && answer !== false)
                return answer;
        }
        catch (error) {
            last = error;
        }
        if (performance.now() > deadline)
            throw new Error(`${what}: not within ${limitMs} ms`, { cause: last });
        await new Promise((resolve) => setTimeout(resolve, 25));
    }
}
//# sourceMappingURL=eventually.js.map