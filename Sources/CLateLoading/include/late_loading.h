#pragma once

#include <stddef.h>

// A library that is loaded when one of its functions is first called, not when the program starts.
//
// FFmpeg's libraries bring about 160 others with them; loading them all takes ten times as long as
// everything else a small command does. ELF has no word for "load this later", so each function
// gets an entry of its own here, and the linker, which then finds nothing missing, leaves the
// library out of the program's list (`--as-needed`; `scripts/release` asks for it). The first call
// of a function loads its library and finds the function; later calls cost one indirect jump, as
// calls into a shared library always do.
//
// Elsewhere than on Linux, and on processors that have no entry written for them, nothing is
// defined, and the library is linked as usual.
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#define HS_LOADS_LATE 1
#endif

/// A shared library, by the name that the loader knows it by.
typedef struct {
  const char *name;
  void *handle;
} hs_late_library;

/// A function of a library. Its entry jumps to `next`: first to what finds it, then to itself.
typedef struct {
  void *next;
  const char *name;
  hs_late_library *library;
} hs_late_function;

#ifdef HS_LOADS_LATE

// The entry hands its function over in a register that no call carries anything in, and leaves all
// others as they are: it serves every signature, variadic ones too.
#if defined(__x86_64__)
#define HS_LATE_ENTRY(function) \
  "  endbr64\n" \
  "  leaq " function "(%rip), %r11\n" \
  "  jmpq *(%r11)\n"
#else
#define HS_LATE_ENTRY(function) \
  "  hint #34\n" \
  "  adrp x17, " function "\n" \
  "  add x17, x17, :lo12:" function "\n" \
  "  ldr x16, [x17]\n" \
  "  br x16\n"
#endif

__attribute__((visibility("hidden"))) void hs_late_find(void);

/// Defines the entry of a function. It is hidden: other libraries find the function itself.
#define HS_LATE(library, function) \
  __attribute__((visibility("hidden"))) hs_late_function hs_late_##function = { \
      (void *)hs_late_find, #function, &library}; \
  __asm__( \
      ".text\n" \
      ".globl " #function "\n" \
      ".hidden " #function "\n" \
      ".type " #function ", %function\n" \
      ".p2align 4\n" #function ":\n" \
      HS_LATE_ENTRY("hs_late_" #function) \
      ".size " #function ", . - " #function "\n");

#endif
