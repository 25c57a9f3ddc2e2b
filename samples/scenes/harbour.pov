// Dusk: the keeper's harbour, the day's last light over the water.
#include "common.inc"

#declare Sun = vnormalize(<0.27, 0.105, 1>);

camera {
  perspective location <0, 3.1, -13> right x * image_width / image_height up y
  look_at <1.6, 3.9, 12> angle 58
}

Sky(
  rgb <0.92, 0.42, 0.17> * 0.85, rgb <0.36, 0.22, 0.28> * 0.8, rgb <0.05, 0.085, 0.20> * 0.75,
  Sun, rgb <1.25, 0.60, 0.20>, 22, rgb <7, 4.6, 2.2>,
  rgb <0.12, 0.085, 0.13>, rgb <1.2, 0.42, 0.17>, 0.52, 0.62, 4.3)

light_source { Sun * 900 rgb <2.6, 1.35, 0.6> area_light x * 30, y * 30, 3, 3 adaptive 1 circular orient }
light_source { <-200, 400, -300> rgb <0.13, 0.16, 0.24> shadowless }

Sea(rgb <0.02, 0.035, 0.05>, 0.55, 0.8, 0, -13)

// ground mist that thickens toward the far shore
fog { fog_type 2 distance 480 color rgb <0.72, 0.36, 0.19> fog_offset 0 fog_alt 7 }

// hills, three ranges, each paler and nearer to the colour of the haze
#macro Range(Far, Tall, Long, Stray, Tone)
  #local Shape = function(x, y, z) {
    Tall * (0.15 + 1.1 * Fbm(x / Long + Stray, Stray, 0.3 + z / Long))
    * Smooth(z, Far - 60, Far) * Smooth(abs(x - Far * 0.2), Far * 0.0, Far * 0.5)
  }
  Land(Shape, -Far * 1.6, Far - 70, Far * 1.6, Far + 60, Tall * 1.4, 420,
    texture { pigment { color Tone } finish { ambient 0 diffuse 0.12 emission 0.85 } })
#end
Range(1500, 250, 520, 2.2, rgb <0.62, 0.33, 0.26>)
Range(820, 120, 260, 8.1, rgb <0.36, 0.20, 0.20>)
Range(430, 52, 150, 4.6, rgb <0.17, 0.105, 0.125>)

// the headland with the lighthouse
#declare Head = function(x, y, z) {
  15 * Smooth(x + 12 * Fbm(x / 30, 5, z / 30), 62, 92) * Smooth(55 - abs(z - 190), 0, 34)
  * (0.55 + 0.8 * Fbm(x / 22, 2, z / 22))
}
Land(Head, 40, 120, 260, 260, 24, 400, texture {
  pigment { color rgb <0.035, 0.026, 0.032> } finish { ambient 0 diffuse 0.5 emission 0.6 } })
object { Lighthouse(rgb <1, 0.85, 0.55>, 2.2, rgb <1, 0.6, 0.2>) scale 0.9 translate <96, 12, 190> }

// the village on the left shore
#declare Shore = function(x, y, z) {
  (3 + 26 * Smooth(-x, 24, 120)) * Smooth(-x + 5 * Fbm(x / 9, 3, z / 9), 17 , 24) * Smooth(z, 8, 22) * (0.5 + 0.9 * Fbm(x / 26, 6, z / 26))
}
Land(Shore, -220, 0, 0, 220, 34, 500, texture {
  pigment { function { Fbm(x / 3, y, z / 3) } color_map { [0.3 color rgb <0.03, 0.028, 0.02>] [0.7 color rgb <0.08, 0.065, 0.04>] } }
  finish { ambient 0 diffuse 0.8 } })
box { <-60, -1, 14>, <-16.2, 1.7, 70>
  pigment { function { Fbm(x * 1.2, y * 3, z * 1.2) } color_map { [0.3 color rgb 0.05] [0.7 color rgb <0.16, 0.13, 0.11>] } }
  normal { granite 0.4 } finish { ambient 0 diffuse 0.8 } }
#declare R = seed(12);
#for (I, 0, 6)
  object {
    Cottage(5.2 + rand(R) * 2, 4.6, 2.9 + rand(R) * 1.2,
      rgb <0.55, 0.50, 0.44> * (0.5 + 0.5 * rand(R)), rgb <0.13, 0.07, 0.055> * (0.7 + rand(R) * 0.7),
      rgb <1.25, 0.62, 0.2>, 40 + I)
    rotate (-68 - 12 * rand(R)) * y
    translate <-20.5 - 1.5 * rand(R), 1.6, 19 + I * 7.4>
  }
#end
#for (I, 0, 4)
  object {
    Cottage(5 + rand(R) * 2, 4.6, 3.2, rgb <0.5, 0.46, 0.42> * (0.5 + 0.5 * rand(R)), rgb <0.12, 0.07, 0.06>, rgb <1.25, 0.6, 0.2>, 80 + I)
    rotate (-60 - 25 * rand(R)) * y
    translate <-30 - 3 * rand(R), 5 + rand(R), 30 + I * 9>
  }
#end

// the jetty leads the eye to the sun
#declare OldWood = texture {
  pigment { function { Wood(z, x, y) } color_map { [0.2 color rgb <0.05, 0.035, 0.025>] [0.75 color rgb <0.24, 0.17, 0.12>] } }
  normal { function { Wood(z, x, y) } 0.4 }
  finish { ambient 0 diffuse 0.8 specular 0.25 roughness 0.06 }
}
union {
  #for (I, 0, 92)
    box { <-1.15 - rand(R) * 0.07, 0.95, 0>, <1.15 + rand(R) * 0.07, 1.02, 0.225>
      rotate <rand(R) * 0.8 - 0.4, rand(R) * 1.2 - 0.6, rand(R) * 0.6 - 0.3> translate <0, rand(R) * 0.012, -10 + I * 0.25>
      texture { OldWood translate rand(R) * 40 } }
  #end
  #for (I, 0, 6)
    #for (Side, -1, 1, 2)
      cylinder { <Side * 1.2, -2, -8.6 + I * 3.4>, <Side * 1.2, 1.55 + rand(R) * 0.35, -8.6 + I * 3.4>, 0.13 texture { OldWood rotate 90 * x translate rand(R) * 30 } }
    #end
    box { <-1.2, 0.74, -8.7 + I * 3.4>, <1.2, 0.93, -8.5 + I * 3.4> texture { OldWood } }
  #end
  #for (Side, -1, 1, 2)
    box { <Side * 1.0 - 0.08, 0.8, -10>, <Side * 1.0 + 0.08, 0.94, 13> texture { OldWood } }
  #end
  // a lamp at the end
  cylinder { <-1.2, 1, 11.8>, <-1.2, 4.1, 11.8>, 0.07 pigment { color rgb 0.02 } }
  cylinder { <-1.2, 4.0, 11.8>, <-0.7, 4.15, 11.8>, 0.04 pigment { color rgb 0.02 } }
  cylinder { <-0.72, 3.55, 11.8>, <-0.72, 3.95, 11.8>, 0.13 Glowing(rgb <1, 0.62, 0.22>, 2.2) no_shadow }
  cone { <-0.72, 3.95, 11.8>, 0.2, <-0.72, 4.15, 11.8>, 0.02 pigment { color rgb 0.02 } }
  rotate -7 * y translate <-2.9, 0, 0>
}

// boats at their moorings
#declare Blue = Planks(rgb <0.015, 0.045, 0.075>, rgb <0.035, 0.10, 0.15>)
#declare Brown = Planks(rgb <0.07, 0.04, 0.02>, rgb <0.20, 0.12, 0.06>)
#declare Cream = Planks(rgb <0.30, 0.26, 0.20>, rgb <0.55, 0.48, 0.38>)
#macro Sloop(Hull, Furled)
  union {
    object { Rowboat(7.4, 2.5, 1.25, Hull, Brown, Cream) }
    box { <-1.0, 1.0, -0.75>, <1.4, 1.75, 0.75> texture { Cream } }
    box { <-1.1, 1.73, -0.85>, <1.5, 1.82, 0.85> texture { Brown } }
    cone { <0.9, 0.6, 0>, 0.09, <0.75, 9.4, 0>, 0.045 texture { Brown } }
    cylinder { <0.8, 2.5, 0>, <-3.1, 2.75, 0>, 0.06 texture { Brown } }
    #if (Furled) sphere_sweep { cubic_spline 6, <1, 2.7, 0>, 0.1 <0.6, 2.68, 0>, 0.16 <-0.8, 2.8, 0.05>, 0.24 <-2, 2.86, 0>, 0.2 <-2.9, 2.88, 0>, 0.1 <-3.2, 2.9, 0>, 0.1 texture { Cream } } #end
    cylinder { <0.76, 9.2, 0>, <3.9, 2.0, 0>, 0.014 pigment { color rgb 0.03 } }
    cylinder { <0.76, 9.2, 0>, <-3.6, 1.6, 0>, 0.014 pigment { color rgb 0.03 } }
    cylinder { <0.76, 7.4, 0>, <0.4, 1.3, 1.2>, 0.014 pigment { color rgb 0.03 } }
    cylinder { <0.76, 7.4, 0>, <0.4, 1.3, -1.2>, 0.014 pigment { color rgb 0.03 } }
    translate -0.42 * y
  }
#end
object { Rowboat(4.3, 1.55, 0.72, Blue, Brown, Cream) translate -0.22 * y rotate <2, 62, 0> translate <2.7, 0, -3.4> }
object { Rowboat(3.9, 1.5, 0.68, Cream, Brown, Brown) translate -0.2 * y rotate <-2, 108, 0> translate <1.3, 0, 3.8> }
object { Sloop(Blue, true) rotate <0, 150, 0> translate <9.2, 0, 15> }
object { Sloop(Cream, true) rotate <0, 118, 0> translate <-9.5, 0, 24> }
object { Sloop(Brown, true) scale 1.1 rotate <0, 30, 0> translate <17, 0, 44> }
