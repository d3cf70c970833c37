/** Reports are stored whole; store imports no protocol (DESIGN section 1), so it names only what it looks at. */ export { };
