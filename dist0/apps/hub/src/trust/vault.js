/** The value under `name`, made by `make` if there is none; every caller gets the same one. */
export async function obtain(vault, name, make) {
    const stored = await vault.get(name);
    const bytes = stored ?? (await vault.putIfAbsent(name, Buffer.from(await make(), 'utf8')));
    return Buffer.from(bytes).toString('utf8');
}
//# sourceMappingURL=vault.js.map