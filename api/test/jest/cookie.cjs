module.exports = globalThis.esmOnly.cookie
