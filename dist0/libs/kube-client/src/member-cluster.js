import {} from '#libs/apimachinery';
//# sourceMappingURL=member-cluster.js.map