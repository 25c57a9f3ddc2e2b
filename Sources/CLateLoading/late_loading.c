#include "late_loading.h"

#ifdef HS_LOADS_LATE

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

// EX_CONFIG of sysexits.h: the computer lacks something that is to be installed.
enum { hs_late_exit_status = 78 };

// As when the loader misses a library at the start: there is nobody to return an error to.
static _Noreturn void hs_late_fail(void) {
  const char *reason = dlerror();
  dprintf(
      STDERR_FILENO, "a library this program needs cannot be loaded: %s\n"
      "On Debian, 'apt install ffmpeg libheif1 libtiff6 libcurl4' brings all of them.\n",
      reason ? reason : "unknown reason");
  _exit(hs_late_exit_status);
}

static void *hs_late_open(hs_late_library *library) {
  void *handle = __atomic_load_n(&library->handle, __ATOMIC_ACQUIRE);
  if (handle) return handle;
  // Two threads may come here at once: the loader counts, and gives both the same handle.
  handle = dlopen(library->name, RTLD_LAZY | RTLD_LOCAL);
  if (!handle) hs_late_fail();
  __atomic_store_n(&library->handle, handle, __ATOMIC_RELEASE);
  return handle;
}

/// Called by `hs_late_find` alone.
__attribute__((visibility("hidden"), used)) void *hs_late_address(hs_late_function *function) {
  int error = errno;
  void *address = dlsym(hs_late_open(function->library), function->name);
  if (!address) hs_late_fail();
  __atomic_store_n(&function->next, address, __ATOMIC_RELEASE);
  errno = error;
  return address;
}

// Puts aside every register that carries an argument, finds the function, and goes on to it.
#if defined(__x86_64__)
__asm__(
    ".text\n"
    ".globl hs_late_find\n"
    ".hidden hs_late_find\n"
    ".type hs_late_find, %function\n"
    "hs_late_find:\n"
    "  .cfi_startproc\n"
    "  endbr64\n"
    "  pushq %rbp\n"
    "  .cfi_def_cfa_offset 16\n"
    "  .cfi_offset %rbp, -16\n"
    "  movq %rsp, %rbp\n"
    "  .cfi_def_cfa_register %rbp\n"
    "  subq $192, %rsp\n"
    "  andq $-16, %rsp\n"
    "  movq %rax, (%rsp)\n"
    "  movq %rdi, 8(%rsp)\n"
    "  movq %rsi, 16(%rsp)\n"
    "  movq %rdx, 24(%rsp)\n"
    "  movq %rcx, 32(%rsp)\n"
    "  movq %r8, 40(%rsp)\n"
    "  movq %r9, 48(%rsp)\n"
    "  movq %r10, 56(%rsp)\n"
    "  movaps %xmm0, 64(%rsp)\n"
    "  movaps %xmm1, 80(%rsp)\n"
    "  movaps %xmm2, 96(%rsp)\n"
    "  movaps %xmm3, 112(%rsp)\n"
    "  movaps %xmm4, 128(%rsp)\n"
    "  movaps %xmm5, 144(%rsp)\n"
    "  movaps %xmm6, 160(%rsp)\n"
    "  movaps %xmm7, 176(%rsp)\n"
    "  movq %r11, %rdi\n"
    "  callq hs_late_address\n"
    "  movq %rax, %r11\n"
    "  movq (%rsp), %rax\n"
    "  movq 8(%rsp), %rdi\n"
    "  movq 16(%rsp), %rsi\n"
    "  movq 24(%rsp), %rdx\n"
    "  movq 32(%rsp), %rcx\n"
    "  movq 40(%rsp), %r8\n"
    "  movq 48(%rsp), %r9\n"
    "  movq 56(%rsp), %r10\n"
    "  movaps 64(%rsp), %xmm0\n"
    "  movaps 80(%rsp), %xmm1\n"
    "  movaps 96(%rsp), %xmm2\n"
    "  movaps 112(%rsp), %xmm3\n"
    "  movaps 128(%rsp), %xmm4\n"
    "  movaps 144(%rsp), %xmm5\n"
    "  movaps 160(%rsp), %xmm6\n"
    "  movaps 176(%rsp), %xmm7\n"
    "  leave\n"
    "  .cfi_def_cfa %rsp, 8\n"
    "  jmpq *%r11\n"
    "  .cfi_endproc\n"
    ".size hs_late_find, . - hs_late_find\n");
#else
__asm__(
    ".text\n"
    ".globl hs_late_find\n"
    ".hidden hs_late_find\n"
    ".type hs_late_find, %function\n"
    "hs_late_find:\n"
    "  .cfi_startproc\n"
    "  hint #34\n"
    "  stp x29, x30, [sp, #-224]!\n"
    "  .cfi_def_cfa_offset 224\n"
    "  .cfi_offset x29, -224\n"
    "  .cfi_offset x30, -216\n"
    "  mov x29, sp\n"
    "  stp x0, x1, [sp, #16]\n"
    "  stp x2, x3, [sp, #32]\n"
    "  stp x4, x5, [sp, #48]\n"
    "  stp x6, x7, [sp, #64]\n"
    "  str x8, [sp, #80]\n"
    "  stp q0, q1, [sp, #96]\n"
    "  stp q2, q3, [sp, #128]\n"
    "  stp q4, q5, [sp, #160]\n"
    "  stp q6, q7, [sp, #192]\n"
    "  mov x0, x17\n"
    "  bl hs_late_address\n"
    "  mov x16, x0\n"
    "  ldp x0, x1, [sp, #16]\n"
    "  ldp x2, x3, [sp, #32]\n"
    "  ldp x4, x5, [sp, #48]\n"
    "  ldp x6, x7, [sp, #64]\n"
    "  ldr x8, [sp, #80]\n"
    "  ldp q0, q1, [sp, #96]\n"
    "  ldp q2, q3, [sp, #128]\n"
    "  ldp q4, q5, [sp, #160]\n"
    "  ldp q6, q7, [sp, #192]\n"
    "  ldp x29, x30, [sp], #224\n"
    "  .cfi_def_cfa_offset 0\n"
    "  br x16\n"
    "  .cfi_endproc\n"
    ".size hs_late_find, . - hs_late_find\n");
#endif

#endif
