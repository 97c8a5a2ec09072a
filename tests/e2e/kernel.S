/* SPDX-License-Identifier: ISC */
/*
 * The smallest thing that PXELINUX takes for a Linux kernel (boot protocol
 * 2.3): it says on the serial line that it runs, how large its initrd is and
 * with which command line it was started, and stops.  With SECTOR defined: a
 * disk's boot sector that says that it runs.
 */
	.code16
	.text
	.globl _start
_start:
#ifdef SECTOR
	ljmp	$0x7c0, $here
here:	mov	%cs, %ax
	mov	%ax, %ds
	mov	$said, %si
	call	puts
	hlt
	jmp	. - 1
said:	.asciz	"TEST-SAN-SECTOR runs\r\n"
#else
	.org	0x1f1
	.byte	4			/* setup_sects */
	.word	0
	.long	0x1000			/* syssize in 16 byte units */
	.word	0, 0, 0
	.word	0xaa55
	.org	0x200
	.byte	0xeb, after - . - 2	/* the short jump that loaders enter */
	.ascii	"HdrS"
	.word	0x203
	.long	0
	.word	0, 0
	.byte	0			/* type_of_loader */
	.byte	1			/* LOADED_HIGH */
	.word	0
	.long	0x100000		/* code32_start */
image:	.long	0			/* ramdisk_image */
size:	.long	0			/* ramdisk_size */
	.long	0
	.word	0, 0
line:	.long	0			/* cmd_line_ptr */
	.long	0x37ffffff		/* initrd_addr_max */
after:
	cld
	mov	$said, %si
	call	puts
	mov	size, %eax
	call	hex
	mov	$with, %si
	call	puts
	mov	line, %eax
	mov	%eax, %esi
	shr	$4, %eax
	mov	%ax, %ds
	and	$15, %si
	call	puts
	mov	$'\n', %al
	call	putc
	hlt
	jmp	. - 1
hex:	mov	$8, %cx
1:	rol	$4, %eax
	push	%eax
	and	$15, %al
	add	$'0', %al
	cmp	$'9', %al
	jbe	2f
	add	$39, %al
2:	call	putc
	pop	%eax
	loop	1b
	ret
said:	.asciz	"TEST-KERNEL runs, initrd bytes 0x"
with:	.asciz	", command line: "
#endif
puts:	lodsb
	test	%al, %al
	jz	1f
	call	putc
	jmp	puts
1:	ret
putc:	push	%dx
	push	%ax
	mov	$0x3fd, %dx
1:	in	%dx, %al
	test	$0x20, %al
	jz	1b
	pop	%ax
	mov	$0x3f8, %dx
	out	%al, %dx
	pop	%dx
	ret
#ifdef SECTOR
	.org	0x1fe
	.word	0xaa55
#else
	.org	0xa00			/* boot sector and four of setup */
	.fill	0x10000, 1, 0xcc	/* the part that goes to 1 MiB */
#endif
