import {} from '#libs/apimachinery';
//# sourceMappingURL=storage.js.map